import { type FormEvent, useState } from "react";
import { patch } from "../../api/call.ts";
import type { MastercardKey } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useKeyCall } from "./use-key-call.ts";

export function RenameKey(props: {
  readonly projectId: string;
  readonly encryptionKey: MastercardKey;
  readonly onClose: () => void;
}) {
  const { encryptionKey: key } = props;
  const [alias, setAlias] = useState(key.alias);
  const { busy, error, field, change } = useKeyCall(props.projectId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(async () => {
      await patch(`/projects/${props.projectId}/mastercard-encryption-keys/${key.id}`, { alias });
      props.onClose();
    });
  };
  return (
    <Dialog title={`Rename “${key.alias}”`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="Key alias"
          hint="On these pages. A key file that was downloaded keeps the alias it was made with."
          value={alias}
          maxLength={64}
          autoComplete="off"
          wrong={field("/alias")}
          onText={setAlias}
        />
        <Refusal error={error} />
        <DialogAnswers label="Rename key" busy={busy} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
