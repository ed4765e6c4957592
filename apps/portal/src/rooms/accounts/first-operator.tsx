import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { linkToken } from "../../ui/link-token.ts";
import { Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export function FirstOperator() {
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const { busy, error, field, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/operator-sign-up", { token: linkToken(), ...form });
      await queries.resetQueries();
      await navigate({ to: "/operator", replace: true });
    });
  };
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="The provider's first own account. The link works once.">First operator</Heading>
      <form className="card stack" onSubmit={submit} noValidate>
        <TextField
          label="Your name"
          autoComplete="name"
          value={form.name}
          wrong={field("/name")}
          onText={(name) => setForm({ ...form, name })}
        />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          value={form.email}
          wrong={field("/email")}
          onText={(email) => setForm({ ...form, email })}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          value={form.password}
          wrong={field("/password")}
          onText={(password) => setForm({ ...form, password })}
        />
        <Refusal error={error} />
        <button type="submit" className="button primary" disabled={busy}>
          Sign up
        </button>
      </form>
    </main>
  );
}
