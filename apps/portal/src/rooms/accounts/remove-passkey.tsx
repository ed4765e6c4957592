import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import type { Passkey } from "./passkey.ts";

export function RemovePasskey(props: { readonly passkey: Passkey; readonly onDone: () => Promise<void> }) {
  const { id, name } = props.passkey;
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/me/passkeys/remove", { id, password });
      setOpen(false);
      await props.onDone();
    });
  };
  return (
    <>
      <button
        type="button"
        className="button danger"
        aria-label={`Remove ${name}`}
        onClick={() => setOpen(true)}
      >
        Remove
      </button>
      {open ? (
        <Dialog title={`Remove ${name}`} onClose={() => setOpen(false)}>
          <form className="stack" onSubmit={submit} noValidate>
            <p>It opens your account no more. Your device may still show it until you delete it there.</p>
            <TextField
              label="Your password"
              type="password"
              autoComplete="current-password"
              value={password}
              wrong={field("/password")}
              onText={setPassword}
            />
            {field("/password") === null ? <Refusal error={error} /> : null}
            <DialogAnswers label="Remove it" kind="danger" busy={busy} onCancel={() => setOpen(false)} />
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
