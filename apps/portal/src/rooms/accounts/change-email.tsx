import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useOwnerCall } from "./use-owner-call.tsx";
import { type EmailChange, WaitingChange } from "./waiting-change.tsx";

const KEY = ["email-change"];

/** Another address for the account, which both mailboxes agree to. */
export function ChangeEmail(props: { readonly email: string }) {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const read = useQuery({
    queryKey: KEY,
    queryFn: () => get<{ change: EmailChange | null }>("/accounts/me/email"),
  });
  const [said, setSaid] = useState("");
  const change = read.data?.change ?? null;
  const again = async (words = "") => {
    // What is said and what is shown change together.
    await queries.invalidateQueries({ queryKey: KEY });
    setSaid(words);
  };
  return (
    <div className="stack">
      <p>{props.email}</p>
      <Refusal error={read.error} />
      {change === null ? null : <WaitingChange change={change} email={props.email} onDone={again} />}
      <p role="status" className="small">
        {said}
      </p>
      {open ? (
        <EmailForm
          onDone={async () => {
            await again();
            setOpen(false);
          }}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <div className="row">
          <button type="button" className="button" onClick={() => setOpen(true)}>
            Change the address
          </button>
        </div>
      )}
    </div>
  );
}

function EmailForm(props: { readonly onDone: () => Promise<void>; readonly onCancel: () => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, field, run, asks } = useOwnerCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/me/email", { email, password });
      await props.onDone();
    });
  };
  const told = ["/email", "/password"].some((pointer) => field(pointer) !== null);
  return (
    <>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="New address"
          type="email"
          autoComplete="email"
          autoFocus
          hint="A link goes to both addresses. Nothing changes until both are opened."
          value={email}
          wrong={field("/email")}
          onText={setEmail}
        />
        <TextField
          label="Password, to change the address"
          type="password"
          autoComplete="current-password"
          value={password}
          wrong={field("/password")}
          onText={setPassword}
        />
        {told ? null : <Refusal error={error} />}
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Send both links
          </button>
          <button type="button" className="button" disabled={busy} onClick={props.onCancel}>
            Cancel
          </button>
        </div>
      </form>
      {asks}
    </>
  );
}
