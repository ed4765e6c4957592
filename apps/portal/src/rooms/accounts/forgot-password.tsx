import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Callout, Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export function ForgotPassword() {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/forgot-password", { email });
      setSent(true);
    });
  };
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="We send a link with which you choose a new one.">Forgotten password</Heading>
      {sent ? (
        <Callout kind="good">
          If the address has an account, a link is on its way. It works for an hour.
        </Callout>
      ) : (
        <form className="card stack" onSubmit={submit} noValidate>
          <TextField
            label="E-mail"
            type="email"
            autoComplete="username"
            value={email}
            wrong={field("/email")}
            onText={setEmail}
          />
          <Refusal error={error} />
          <button type="submit" className="button primary" disabled={busy}>
            Send the link
          </button>
        </form>
      )}
    </main>
  );
}
