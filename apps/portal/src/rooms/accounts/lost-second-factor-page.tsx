import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Callout, Card, Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { type FoundAccount, ResetSecondFactor } from "./reset-second-factor.tsx";

/** Looks an account up by its address, and takes a lost second factor off it. */
export function LostSecondFactorPage() {
  const [email, setEmail] = useState("");
  const [found, setFound] = useState<FoundAccount | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const { busy, error, field, run } = useFormCall();
  const find = (event: FormEvent) => {
    event.preventDefault();
    setFound(null);
    setDone(null);
    void run(async () => setFound(await post<FoundAccount>("/operator/accounts/find", { email })));
  };
  return (
    <div className="stack wide">
      <Heading lead="For somebody who can show neither app, nor recovery code, nor passkey. Whoever has one of them mends it alone, on the page of their account.">
        Lost second factors
      </Heading>
      <Card title="Whose is it?">
        <form className="stack" onSubmit={find} noValidate>
          <TextField
            label="E-mail address of the account"
            type="email"
            autoComplete="off"
            value={email}
            wrong={field("/email")}
            onText={setEmail}
          />
          {field("/email") === null ? <Refusal error={error} /> : null}
          <div className="row">
            <button type="submit" className="button primary" disabled={busy}>
              Look it up
            </button>
          </div>
          <div role="status">{done === null ? null : <Callout kind="good">{done}</Callout>}</div>
        </form>
      </Card>
      {found === null ? null : (
        <ResetSecondFactor
          key={found.id}
          account={found}
          onDone={(account) => {
            setFound(account);
            setDone(`${account.name} logs in with the password now, and was told by mail.`);
          }}
        />
      )}
    </div>
  );
}
