import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import type { Passkey } from "./passkey.ts";

export function RenamePasskey(props: { readonly passkey: Passkey; readonly onDone: () => Promise<void> }) {
  const { id, name: before } = props.passkey;
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(before);
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/me/passkeys/rename", { id, name });
      setOpen(false);
      await props.onDone();
    });
  };
  return (
    <>
      <button type="button" className="button" aria-label={`Rename ${before}`} onClick={() => setOpen(true)}>
        Rename
      </button>
      {open ? (
        <Dialog title="Rename the passkey" onClose={() => setOpen(false)}>
          <form className="stack" onSubmit={submit} noValidate>
            <TextField label="Name" value={name} wrong={field("/name")} onText={setName} />
            {field("/name") === null ? <Refusal error={error} /> : null}
            <DialogAnswers label="Rename" busy={busy} onCancel={() => setOpen(false)} />
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
