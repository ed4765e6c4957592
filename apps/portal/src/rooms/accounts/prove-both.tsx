import { type FormEvent, useState } from "react";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Asks for password and code before something that protects the account is changed. */
export function ProveBoth(props: {
  readonly title: string;
  readonly says: string;
  readonly label: string;
  readonly kind: "primary" | "danger";
  readonly onProven: (proof: { password: string; code: string }) => Promise<void>;
  readonly onClose: () => void;
}) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => props.onProven({ password, code }));
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>{props.says}</p>
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
        <DialogAnswers label={props.label} kind={props.kind} busy={busy} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
