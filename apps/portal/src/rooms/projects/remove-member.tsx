import { remove } from "../../api/call.ts";
import type { Member } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useTeamCall } from "./use-team.ts";

export function RemoveMember(props: {
  readonly projectId: string;
  readonly member: Member;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { member } = props;
  const { busy, error, change } = useTeamCall(props.projectId);
  const act = () =>
    change(async () => {
      await remove(`/projects/${props.projectId}/members/${member.accountId}`);
      props.onDone();
    });
  return (
    <Dialog title={`Remove ${member.name}?`} onClose={props.onClose}>
      <Callout kind="warn">
        {member.name} ({member.email}) sees nothing of this project from now on, and their calendar of it
        ends. Credentials and keys go on as they are: if this person knows a secret, rotate it.
      </Callout>
      <Refusal error={error} />
      <DialogAnswers label="Remove member" kind="danger" busy={busy} onAct={act} onCancel={props.onClose} />
    </Dialog>
  );
}
