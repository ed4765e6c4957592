import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Me } from "../../api/types.ts";
import { TextField } from "../../ui/field.tsx";
import { Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export function LogIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, field, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const { account } = await post<{ account: Me["account"] }>("/accounts/log-in", { email, password });
      await queries.resetQueries();
      await navigate({ to: account.operator ? "/operator" : "/" });
    });
  };
  return (
    <main className="page narrow stack" id="main">
      <Heading>Log in</Heading>
      <form className="card stack" onSubmit={submit} noValidate>
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          value={email}
          wrong={field("/email")}
          onText={setEmail}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          wrong={field("/password")}
          onText={setPassword}
        />
        <Refusal error={error} />
        <button type="submit" className="button primary" disabled={busy}>
          Log in
        </button>
      </form>
      <p className="small row spread">
        <Link to="/forgot-password">Forgotten your password?</Link>
        <Link to="/sign-up">Sign up</Link>
      </p>
    </main>
  );
}
