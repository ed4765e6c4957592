import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** For an address that has an account: logs in and joins in one go. */
export function JoinByLogIn(props: {
  readonly token: string;
  readonly email: string;
  readonly onJoined: (projectId: string) => Promise<void>;
}) {
  const [password, setPassword] = useState("");
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/log-in", { email: props.email, password });
      const { projectId } = await post<{ projectId: string }>("/invitations/accept", { token: props.token });
      await props.onJoined(projectId);
    });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <p className="soft">You have an account with this address.</p>
      <TextField
        label="E-mail"
        type="email"
        autoComplete="username"
        readOnly
        value={props.email}
        onText={() => undefined}
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
        Log in and join
      </button>
      <p className="small">
        <Link to="/forgot-password">Forgotten your password?</Link>
      </p>
    </form>
  );
}
