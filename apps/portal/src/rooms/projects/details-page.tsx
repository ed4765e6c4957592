import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { get } from "../../api/call.ts";
import type { Project } from "../../api/types.ts";
import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ProjectCrumbs } from "../../ui/project-crumbs.tsx";
import { ArchiveProject } from "./archive-project.tsx";
import { DeleteProject } from "./delete-project.tsx";
import { EditForm } from "./edit-form.tsx";

/** What a project is called and for whom it is; also its end. */
export function DetailsPage() {
  const { id = "" } = useParams({ strict: false });
  const me = useMe();
  const read = useQuery({
    queryKey: ["project", id],
    queryFn: async () => (await get<{ project: Project }>(`/projects/${id}`)).project,
    retry: false,
  });
  const project = read.data;
  return (
    <main className="page" id="main">
      {me.data === null ? <LogInFirst to="see this project" /> : null}
      {read.isPending ? <Skeleton /> : me.data === null ? null : <Refusal error={read.error} />}
      {project === undefined || me.data === null ? null : (
        <>
          <ProjectCrumbs id={id} />
          <div className="page-head">
            <Heading lead="The commercial country and the API service stay as they were chosen.">
              Details
            </Heading>
          </div>
          <div className="stack wide">
            {project.can.edit.allowed ? (
              <EditForm key={project.id} project={project} />
            ) : (
              <Card title="Project">
                <p className="soft">
                  {project.can.edit.reason === "second-factor-required"
                    ? "Editing the details waits for your second factor."
                    : "Admins of the project can edit its details."}
                </p>
              </Card>
            )}
            {project.can.archive.allowed ? <ArchiveProject project={project} /> : null}
            {project.can.delete.reason === "not-allowed" ? null : <DeleteProject project={project} />}
          </div>
        </>
      )}
    </main>
  );
}
