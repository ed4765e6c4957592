import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Me } from "../../api/types.ts";
import { TextField } from "../../ui/field.tsx";
import { Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** After the password, where an authenticator app is set up. */
export function SecondStep(props: {
  readonly ticket: string;
  readonly onDone: (account: Me["account"]) => Promise<void>;
  readonly onBack: () => void;
}) {
  const [code, setCode] = useState("");
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const body = { ticket: props.ticket, code };
      const { account } = await post<{ account: Me["account"] }>("/accounts/log-in/second-factor", body);
      await props.onDone(account);
    });
  };
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="Your account asks for a second step.">Code of your app</Heading>
      <form className="card stack" onSubmit={submit} noValidate>
        <TextField
          label="Code"
          inputMode="text"
          autoComplete="one-time-code"
          autoFocus
          hint="The six digits that your authenticator app shows now. Without the app, use one of your recovery codes."
          value={code}
          wrong={field("/code")}
          onText={setCode}
        />
        {field("/code") === null ? <Refusal error={error} /> : null}
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Log in
          </button>
          <button type="button" className="button" disabled={busy} onClick={props.onBack}>
            Back
          </button>
        </div>
      </form>
    </main>
  );
}
