import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Callout, Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { SignUpByService } from "./sign-up-by-service.tsx";

export function SignUp() {
  const [form, setForm] = useState({ name: "", company: "", email: "", password: "" });
  const [sent, setSent] = useState(false);
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/sign-up", form);
      setSent(true);
    });
  };
  if (sent) {
    return (
      <main className="page narrow stack" id="main">
        <Heading lead={`We have sent a link to ${form.email}. Open it to go on; it works for a day.`}>
          Look into your mail
        </Heading>
        <Callout>
          On a machine without a mail server the link waits in the <Link to="/mailbox">local mailbox</Link>.
        </Callout>
      </main>
    );
  }
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="An account makes projects, credentials and encryption keys for the API.">
        Sign up
      </Heading>
      <form className="card stack" onSubmit={submit} noValidate>
        <TextField
          label="Your name"
          autoComplete="name"
          value={form.name}
          wrong={field("/name")}
          onText={(name) => setForm({ ...form, name })}
        />
        <TextField
          label="Company"
          autoComplete="organization"
          value={form.company}
          wrong={field("/company")}
          onText={(company) => setForm({ ...form, company })}
        />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="email"
          value={form.email}
          wrong={field("/email")}
          onText={(email) => setForm({ ...form, email })}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="At least 12 characters; a few unrelated words are good."
          value={form.password}
          wrong={field("/password")}
          onText={(password) => setForm({ ...form, password })}
        />
        <Refusal error={error} />
        <button type="submit" className="button primary" disabled={busy}>
          Sign up
        </button>
      </form>
      <SignUpByService />
      <p className="small">
        You have an account? <Link to="/log-in">Log in</Link>
      </p>
    </main>
  );
}
