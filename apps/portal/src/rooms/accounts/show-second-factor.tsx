import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { signByPasskey } from "./authenticator.ts";

/** Asks for a passkey, a code of the app or a recovery code, which then counts for a while in this session. */
export function ShowSecondFactor(props: { readonly onShown: () => void; readonly onClose: () => void }) {
  const read = useQuery({
    queryKey: ["second-factor"],
    queryFn: () => get<{ ways: readonly ("passkey" | "app")[] }>("/accounts/me/second-factor"),
    staleTime: 0,
  });
  const queries = useQueryClient();
  const byPasskey = read.data?.ways.includes("passkey") === true && "PublicKeyCredential" in window;
  const byCode = read.data?.ways.includes("app") === true;
  const shown = async () => {
    props.onShown();
    await queries.invalidateQueries();
  };
  return (
    <Dialog title="Show your second factor" onClose={props.onClose}>
      <p>
        Your account has more than a password, and this session hasn’t shown it lately. It counts for 15
        minutes.
      </p>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {byPasskey ? <ByPasskey onShown={shown} onClose={byCode ? null : props.onClose} /> : null}
      {byCode ? <ByCode onShown={shown} onClose={props.onClose} /> : null}
      {byPasskey || byCode ? null : (
        <div className="row">
          <button type="button" className="button" onClick={props.onClose}>
            Cancel
          </button>
        </div>
      )}
      <p className="soft small">
        Lost all of it? Write to the provider: an administrator there can reset it, after a check that it is
        you.
      </p>
    </Dialog>
  );
}

function ByPasskey(props: {
  readonly onShown: () => Promise<void>;
  /** Null: the way to cancel stands elsewhere. */
  readonly onClose: (() => void) | null;
}) {
  const { busy, error, run } = useFormCall();
  const show = () =>
    run(async () => {
      const answer = await signByPasskey(await post<object>("/accounts/me/passkeys/show/begin"));
      await post("/accounts/me/passkeys/show", answer);
      await props.onShown();
    });
  return (
    <div className="stack">
      <Refusal error={error} />
      {props.onClose === null ? (
        <div className="row">
          <button type="button" className="button primary" disabled={busy} onClick={show}>
            Use a passkey
          </button>
        </div>
      ) : (
        <DialogAnswers label="Use a passkey" busy={busy} onAct={show} onCancel={props.onClose} />
      )}
    </div>
  );
}

function ByCode(props: { readonly onShown: () => Promise<void>; readonly onClose: () => void }) {
  const [code, setCode] = useState("");
  const { busy, error, field, run } = useFormCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/accounts/me/second-factor/show", { code });
      await props.onShown();
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField
        label="Code of the app, or a recovery code"
        autoComplete="one-time-code"
        value={code}
        wrong={field("/code")}
        onText={setCode}
      />
      {field("/code") === null ? <Refusal error={error} /> : null}
      <DialogAnswers label="Show the code" busy={busy} onCancel={props.onClose} />
    </form>
  );
}
