import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Team } from "../../api/types.ts";
import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Callout, Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ProjectCrumbs } from "../../ui/project-crumbs.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { InviteForm } from "./invite-form.tsx";
import { LeaveProject } from "./leave-project.tsx";
import { MemberList } from "./member-list.tsx";
import { useTeam } from "./use-team.ts";

/** Who is in a project, and who may be soon. */
export function TeamPage() {
  const { id = "" } = useParams({ strict: false });
  const me = useMe();
  const team = useTeam(id);
  return (
    <main className="page" id="main">
      {me.data === null ? (
        <LogInFirst to="see this team" />
      ) : (
        <>
          <ProjectCrumbs id={id} />
          <div className="page-head">
            <Heading lead="Everybody here gets mail about what happens in the project.">Team</Heading>
            {team.data === undefined ? null : <Places team={team.data} />}
          </div>
          {team.isPending ? <Skeleton /> : <Refusal error={team.error} />}
          {team.data === undefined ? null : <Parts projectId={id} team={team.data} />}
        </>
      )}
    </main>
  );
}

function Places(props: { readonly team: Team }) {
  const { members, mostMembers, admins, mostAdmins } = props.team.places;
  return (
    <p className="soft small">
      {members} of {mostMembers} members, {admins} of {mostAdmins} admins; invitations count.
    </p>
  );
}

function Parts(props: { readonly projectId: string; readonly team: Team }) {
  const { projectId, team } = props;
  const [said, setSaid] = useState<string | null>(null);
  return (
    <div className="stack wide">
      <div role="status">{said === null ? null : <Callout kind="good">{said}</Callout>}</div>
      <Card
        title="Members"
        explain="Admins change what is to be changed; read-only members see everything but secrets."
      >
        <MemberList projectId={projectId} members={team.members} onSaid={setSaid} />
      </Card>
      <Card
        title="Invitations"
        explain="A link by mail, for 7 days. It works once, and for the invited address alone."
      >
        <div className="stack">
          <InvitationList projectId={projectId} invitations={team.invitations} onSaid={setSaid} />
          <InviteForm projectId={projectId} can={team.can} onSaid={setSaid} />
        </div>
      </Card>
      <LeaveProject projectId={projectId} can={team.can.leave} />
    </div>
  );
}
