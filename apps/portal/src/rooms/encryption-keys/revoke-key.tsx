import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useKeyCall } from "./use-key-call.ts";

/** Asks for the key's name to be typed: there is no way back from a revoke. */
export function RevokeKey(props: {
  readonly projectId: string;
  readonly type: "client-encryption-keys" | "mastercard-encryption-keys";
  readonly keyId: string;
  /** What has to be typed: the alias, or the first digits of the kid. */
  readonly name: string;
  readonly what: string;
  readonly consequence: string;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const { busy, error, change } = useKeyCall(props.projectId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== props.name) return;
    void change(async () => {
      await post(`/projects/${props.projectId}/${props.type}/${props.keyId}/revoke`);
      props.onClose();
    });
  };
  return (
    <Dialog title={`Revoke ${props.what}?`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind="warn">{props.consequence}</Callout>
        <TextField
          label={`Type “${props.name}” to revoke it`}
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        <Refusal error={error} />
        <DialogAnswers
          label="Revoke key"
          kind="danger"
          busy={busy}
          disabled={typed.trim() !== props.name}
          onCancel={props.onClose}
        />
      </form>
    </Dialog>
  );
}
