import { useState } from "react";
import { post } from "../../api/call.ts";
import type { MastercardKey, Readiness } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { isReady, readinessSentence } from "./readiness.ts";
import { useKeyCall } from "./use-key-call.ts";

/** Says which key answers will be encrypted with from the next call on, and which one no longer. */
export function ActivateKey(props: {
  readonly projectId: string;
  readonly encryptionKey: MastercardKey;
  readonly before: MastercardKey | undefined;
  readonly readiness: Readiness | undefined;
  readonly onClose: () => void;
}) {
  const { encryptionKey: key, before, readiness } = props;
  const [sure, setSure] = useState(key.provenAt !== null);
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
      {readiness === undefined ? null : (
        <Callout kind={isReady(readiness) ? "good" : "warn"}>
          Of the last day: {readinessSentence(readiness)}.
          {readiness.saying > 0
            ? null
            : " A program says which keys it can read in the header x-decryption-keys."}
        </Callout>
      )}
      {key.provenAt !== null ? null : (
        <>
          <Callout kind="warn">
            Nobody has shown yet that they hold the private half of this key. Rehearse it first: if it is
            lost, answers can't be read from the moment on at which it is activated.
          </Callout>
          <label className="check">
            <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} />
            Activate it without a rehearsal
          </label>
        </>
      )}
      <Refusal error={error} />
      <DialogAnswers
        label="Activate key"
        busy={busy}
        disabled={!sure}
        onAct={activate}
        onCancel={props.onClose}
      />
    </Dialog>
  );
}
