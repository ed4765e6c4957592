import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export function RemoveApp(props: { readonly onDone: () => Promise<void> }) {
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/me/second-factor/remove", { password, code });
      setOpen(false);
      await props.onDone();
    });
  };
  return (
    <div>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Remove the app
      </button>
      {open ? (
        <Dialog title="Remove the authenticator app" onClose={() => setOpen(false)}>
          <form className="stack" onSubmit={submit} noValidate>
            <p>From then on your password alone opens your account. Your recovery codes are void.</p>
            <TextField
              label="Your password"
              type="password"
              autoComplete="current-password"
              value={password}
              wrong={field("/password")}
              onText={setPassword}
            />
            <TextField
              label="Code of the app, or a recovery code"
              autoComplete="one-time-code"
              value={code}
              wrong={field("/code")}
              onText={setCode}
            />
            {field("/password") === null && field("/code") === null ? <Refusal error={error} /> : null}
            <DialogAnswers label="Remove" kind="danger" busy={busy} onCancel={() => setOpen(false)} />
          </form>
        </Dialog>
      ) : null}
    </div>
  );
}
