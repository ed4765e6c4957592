import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { linkToken } from "../../ui/link-token.ts";
import { Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Asks for the password of the sign-up: a stranger's link makes no account of the stranger's in the owner's name. */
export function ConfirmEmail() {
  const [password, setPassword] = useState("");
  const { busy, error, field, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/confirm-email", { token: linkToken(), password });
      await queries.resetQueries();
      await navigate({ to: "/", replace: true });
    });
  };
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="Your password makes the account and logs you in. If you didn't sign up, close this page.">
        Confirm your e-mail address
      </Heading>
      <form className="card stack" onSubmit={submit} noValidate>
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          hint="The one you chose when you signed up."
          value={password}
          wrong={field("/password")}
          onText={setPassword}
        />
        <Refusal error={error} />
        <button type="submit" className="button primary" disabled={busy}>
          Confirm e-mail
        </button>
      </form>
    </main>
  );
}
