import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useOwnerCall } from "./use-owner-call.tsx";

export function ChangePassword() {
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  const [password, setPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const { busy, error, field, run, asks } = useOwnerCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/me/password", { password, newPassword });
      setChanged(true);
      setOpen(false);
      setPassword("");
      setNewPassword("");
      // It has ended the other sessions, and a change of address that waited.
      await queries.invalidateQueries({ queryKey: ["email-change"] });
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    });
  };
  if (!open) {
    return (
      <div className="stack">
        {changed ? (
          <Callout kind="good">Your password is changed, and your other sessions have ended.</Callout>
        ) : null}
        <div className="row">
          <button type="button" className="button" onClick={() => setOpen(true)}>
            Change the password
          </button>
        </div>
      </div>
    );
  }
  return (
    <>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="Password until now"
          type="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          wrong={field("/password")}
          onText={setPassword}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          value={newPassword}
          wrong={field("/newPassword")}
          onText={setNewPassword}
        />
        {field("/password") === null && field("/newPassword") === null ? <Refusal error={error} /> : null}
        <p className="soft small">
          Forgotten, or none yet? <Link to="/forgot-password">Have a link mailed</Link> to choose one.
        </p>
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Change it
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
