import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Me } from "../../api/types.ts";
import { TextField } from "../../ui/field.tsx";
import { Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { OtherWaysIn } from "./other-ways-in.tsx";
import { SecondStep } from "./second-step.tsx";

interface LogInAnswer {
  readonly account: Me["account"] | null;
  readonly secondFactor: { readonly ticket: string } | null;
}

export function LogIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [ticket, setTicket] = useState<string | null>(null);
  const { busy, error, field, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const answer = await post<LogInAnswer>("/accounts/log-in", { email, password });
      if (answer.account === null) setTicket(answer.secondFactor?.ticket ?? null);
      else await goOn(answer.account);
    });
  };
  const goOn = async (account: Me["account"]) => {
    await queries.resetQueries();
    await navigate({ to: account.operator ? "/operator" : "/" });
  };
  if (ticket !== null) {
    return <SecondStep ticket={ticket} onDone={goOn} onBack={() => setTicket(null)} />;
  }
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
      <OtherWaysIn onDone={goOn} />
      <p className="small row spread">
        <Link to="/forgot-password">Forgotten your password?</Link>
        <Link to="/sign-up">Sign up</Link>
      </p>
    </main>
  );
}
