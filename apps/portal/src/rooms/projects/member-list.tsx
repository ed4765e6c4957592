import { useState } from "react";
import { patch } from "../../api/call.ts";
import type { Member } from "../../api/types.ts";
import { date } from "../../ui/format.ts";
import { Refusal } from "../../ui/page.tsx";
import { RemoveMember } from "./remove-member.tsx";
import { ROLE_NAMES, WHY_NOT } from "./role-names.ts";
import { useTeamCall } from "./use-team.ts";

export function MemberList(props: {
  readonly projectId: string;
  readonly members: readonly Member[];
  readonly onSaid: (said: string) => void;
}) {
  const [removing, setRemoving] = useState<Member | null>(null);
  return (
    <>
      <ul className="people" aria-label="Members">
        {props.members.map((member) => (
          <OneMember
            key={member.accountId}
            projectId={props.projectId}
            member={member}
            onRemove={() => setRemoving(member)}
            onSaid={props.onSaid}
          />
        ))}
      </ul>
      {removing === null ? null : (
        <RemoveMember
          projectId={props.projectId}
          member={removing}
          onDone={() => {
            props.onSaid(`${removing.name} is no member of the project any more.`);
            setRemoving(null);
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

function OneMember(props: {
  readonly projectId: string;
  readonly member: Member;
  readonly onRemove: () => void;
  readonly onSaid: (said: string) => void;
}) {
  const { member, projectId } = props;
  const { busy, error, change } = useTeamCall(projectId);
  const other = member.role === "admin" ? "read-only" : "admin";
  const setRole = () =>
    change(async () => {
      await patch(`/projects/${projectId}/members/${member.accountId}`, { role: other });
      props.onSaid(`${member.name} is ${other === "admin" ? "an admin" : "a read-only member"} now.`);
    });
  const why = WHY_NOT[member.can.changeRole.reason ?? ""];
  return (
    <li className="person">
      <div className="who">
        <strong>
          {member.name}
          {member.isYou ? <span className="soft"> (you)</span> : null}
        </strong>
        <span className="soft small">
          {member.email}
          {member.company === null ? "" : ` · ${member.company}`} · since {date(member.since)}
        </span>
      </div>
      <span className="badge">{ROLE_NAMES[member.role]}</span>
      <div className="row acts">
        {member.can.changeRole.allowed ? (
          <button
            type="button"
            className="button"
            disabled={busy}
            aria-label={`Make ${other === "admin" ? "admin" : "read-only"}: ${member.name}`}
            onClick={setRole}
          >
            {other === "admin" ? "Make admin" : "Make read-only"}
          </button>
        ) : why === undefined ? null : (
          <span className="soft small">{why}</span>
        )}
        {member.can.remove.allowed && !member.isYou ? (
          <button
            type="button"
            className="button danger"
            aria-label={`Remove ${member.name}`}
            onClick={props.onRemove}
          >
            Remove
          </button>
        ) : null}
      </div>
      <Refusal error={error} />
    </li>
  );
}
