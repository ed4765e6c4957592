import { remove } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import type { OperatorPerson } from "./operator-roles.ts";

/** Takes a person off the desk. */
export function RemoveOperator(props: {
  readonly person: OperatorPerson;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { person } = props;
  const { busy, error, run } = useFormCall();
  const act = () =>
    void run(async () => {
      await remove(`/operator/operators/${person.id}`);
      props.onDone();
    });
  return (
    <Dialog title={`Remove ${person.name}?`} onClose={props.onClose}>
      <Callout kind="warn">
        {person.name} ({person.email}) is logged out everywhere and can’t log in any more. What they have
        decided stays; what waits for a second pair of eyes after theirs begins anew.
      </Callout>
      <Refusal error={error} />
      <DialogAnswers label="Remove operator" kind="danger" busy={busy} onAct={act} onCancel={props.onClose} />
    </Dialog>
  );
}
