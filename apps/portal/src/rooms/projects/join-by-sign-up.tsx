import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** For an address without an account: makes one, which needs no other mail, since this link came to that address. */
export function JoinBySignUp(props: {
  readonly token: string;
  readonly onJoined: (projectId: string) => Promise<void>;
}) {
  const [form, setForm] = useState({ name: "", company: "", password: "" });
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const sent = { token: props.token, ...form };
      const { projectId } = await post<{ projectId: string }>("/invitations/sign-up", sent);
      await props.onJoined(projectId);
    });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <p className="soft">Make an account for this address; it takes no other mail.</p>
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
        Sign up and join
      </button>
    </form>
  );
}
