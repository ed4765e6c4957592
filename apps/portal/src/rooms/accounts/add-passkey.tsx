import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { makePasskey } from "./authenticator.ts";
import { useOwnerCall } from "./use-owner-call.tsx";

export function AddPasskey(props: { readonly onDone: (name: string) => Promise<void> }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, field, run, asks } = useOwnerCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const options = await post<object>("/accounts/me/passkeys/begin", { password });
      await post("/accounts/me/passkeys", { name, registration: await makePasskey(options) });
      setOpen(false);
      setName("");
      setPassword("");
      await props.onDone(name);
    });
  };
  if (!open) {
    return (
      <div className="row">
        <button type="button" className="button" onClick={() => setOpen(true)}>
          Add a passkey
        </button>
      </div>
    );
  }
  return (
    <>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="Name of the passkey"
          hint="By which you know it again, such as the device’s."
          autoFocus
          value={name}
          wrong={field("/name")}
          onText={setName}
        />
        <TextField
          label="Password, to add a passkey"
          type="password"
          autoComplete="current-password"
          value={password}
          wrong={field("/password")}
          onText={setPassword}
        />
        {field("/name") === null && field("/password") === null ? <Refusal error={error} /> : null}
        <div className="row">
          <button type="submit" className="button primary" disabled={busy || name.trim() === ""}>
            Go on at the device
          </button>
          <button type="button" className="button" disabled={busy} onClick={() => setOpen(false)}>
            Cancel
          </button>
        </div>
      </form>
      {asks}
    </>
  );
}
