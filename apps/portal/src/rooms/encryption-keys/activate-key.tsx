import { post } from "../../api/call.ts";
import type { MastercardKey } from "../../api/types.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useKeyCall } from "./use-key-call.ts";

/** Says which key answers will be encrypted with from the next call on, and which one no longer. */
export function ActivateKey(props: {
  readonly projectId: string;
  readonly encryptionKey: MastercardKey;
  readonly before: MastercardKey | undefined;
  readonly onClose: () => void;
}) {
  const { encryptionKey: key, before } = props;
  const { busy, error, change } = useKeyCall(props.projectId);
  const activate = () =>
    change(async () => {
      await post(`/projects/${props.projectId}/mastercard-encryption-keys/${key.id}/activate`);
      props.onClose();
    });
  return (
    <Dialog title={`Activate “${key.alias}”?`} onClose={props.onClose}>
      <p>
        From the next call on, answers are encrypted with <strong>{key.alias}</strong>
        {before === undefined ? "." : ", and no longer with "}
        {before === undefined ? null : <strong>{before.alias}</strong>}
        {before === undefined ? null : "."} Every program that reads answers must hold the new key by then.
      </p>
      {before === undefined ? null : (
        <p className="soft small">“{before.alias}” stays as it is, inactive: it can be activated again.</p>
      )}
      <Refusal error={error} />
      <div className="row">
        <button type="button" className="button primary" disabled={busy} onClick={activate}>
          Activate key
        </button>
        <button type="button" className="button" disabled={busy} onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
