import { useParams } from "@tanstack/react-router";
import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Heading } from "../../ui/page.tsx";
import { ProjectCrumbs } from "../../ui/project-crumbs.tsx";
import { WebhookPanel } from "./webhook-panel.tsx";

/** Where a project's own programs are told what happens in it. */
export function ProjectWebhooks() {
  const { id = "" } = useParams({ strict: false });
  const me = useMe();
  return (
    <main className="page middle stack" id="main">
      {me.data === null ? (
        <LogInFirst to="see these webhooks" />
      ) : (
        <>
          <div>
            <ProjectCrumbs id={id} />
            <Heading lead="Messages to your own programs about what happens in this project: keys, credentials, team, decisions. All members are told by mail of every change that is made here.">
              Webhooks
            </Heading>
          </div>
          <WebhookPanel at={`/projects/${id}/webhooks`} />
        </>
      )}
    </main>
  );
}
