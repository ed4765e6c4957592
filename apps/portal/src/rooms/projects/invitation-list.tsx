import { post, remove } from "../../api/call.ts";
import type { Invitation } from "../../api/types.ts";
import { date } from "../../ui/format.ts";
import { Refusal } from "../../ui/page.tsx";
import { ROLE_NAMES } from "./role-names.ts";
import { useTeamCall } from "./use-team.ts";

export function InvitationList(props: {
  readonly projectId: string;
  readonly invitations: readonly Invitation[];
  readonly onSaid: (said: string) => void;
}) {
  if (props.invitations.length === 0) return <p className="soft small">No invitation is open.</p>;
  return (
    <ul className="people" aria-label="Open invitations">
      {props.invitations.map((invitation) => (
        <OneInvitation
          key={invitation.id}
          projectId={props.projectId}
          invitation={invitation}
          onSaid={props.onSaid}
        />
      ))}
    </ul>
  );
}

function OneInvitation(props: {
  readonly projectId: string;
  readonly invitation: Invitation;
  readonly onSaid: (said: string) => void;
}) {
  const { invitation } = props;
  const { busy, error, change } = useTeamCall(props.projectId);
  const path = `/projects/${props.projectId}/invitations/${invitation.id}`;
  const resend = () =>
    change(async () => {
      await post(`${path}/resend`);
      props.onSaid(`A new link is on its way to ${invitation.email}; the one before works no more.`);
    });
  const withdraw = () =>
    change(async () => {
      await remove(path);
      props.onSaid(`The invitation of ${invitation.email} is withdrawn: its link works no more.`);
    });
  return (
    <li className="person">
      <div className="who">
        <strong>{invitation.email}</strong>
        <span className="soft small">
          invited by {invitation.invitedBy} · {invitation.expired ? "link ran out on" : "link works until"}{" "}
          {date(invitation.expiresAt)}
        </span>
      </div>
      <span className={`badge ${invitation.expired ? "warn" : ""}`}>
        {ROLE_NAMES[invitation.role]}
        {invitation.expired ? ", expired" : ""}
      </span>
      <div className="row acts">
        {invitation.can.resend.allowed ? (
          <button
            type="button"
            className="button"
            disabled={busy}
            aria-label={`Send again: invitation of ${invitation.email}`}
            onClick={resend}
          >
            Send again
          </button>
        ) : null}
        {invitation.can.withdraw.allowed ? (
          <button
            type="button"
            className="button danger"
            disabled={busy}
            aria-label={`Withdraw the invitation of ${invitation.email}`}
            onClick={withdraw}
          >
            Withdraw
          </button>
        ) : null}
      </div>
      <Refusal error={error} />
    </li>
  );
}
