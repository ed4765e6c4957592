import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { linkToken } from "../../ui/link-token.ts";
import { Callout, Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export function ResetPassword() {
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/reset-password", { token: linkToken(), password });
      setDone(true);
    });
  };
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="All your sessions end, wherever they are.">Choose a new password</Heading>
      {done ? (
        <Callout kind="good">
          The password is changed. <Link to="/log-in">Log in</Link>
        </Callout>
      ) : (
        <form className="card stack" onSubmit={submit} noValidate>
          <TextField
            label="Password"
            type="password"
            autoComplete="new-password"
            value={password}
            wrong={field("/password")}
            onText={setPassword}
          />
          <Refusal error={error} />
          <button type="submit" className="button primary" disabled={busy}>
            Change password
          </button>
        </form>
      )}
    </main>
  );
}
