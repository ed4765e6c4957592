import { type FormEvent, useState } from "react";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useOwnerCall } from "./use-owner-call.tsx";

/** Asks for the password before something that protects the account is changed. */
export function ProvePassword(props: {
  readonly title: string;
  readonly says: string;
  readonly label: string;
  readonly kind: "primary" | "danger";
  readonly onProven: (password: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const [password, setPassword] = useState("");
  const { busy, error, field, run, asks } = useOwnerCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => props.onProven(password));
  };
  return (
    <>
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
          {field("/password") === null ? <Refusal error={error} /> : null}
          <DialogAnswers label={props.label} kind={props.kind} busy={busy} onCancel={props.onClose} />
        </form>
      </Dialog>
      {asks}
    </>
  );
}
