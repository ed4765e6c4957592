import { type FormEvent, useState } from "react";
import { renderSVG } from "uqr";
import { post } from "../../api/call.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useOwnerCall } from "./use-owner-call.tsx";

interface Begun {
  readonly secret: string;
  readonly uri: string;
}

/** Password, picture, first code. */
export function SetUpApp(props: { readonly onDone: (recoveryCodes: string[]) => void }) {
  const [password, setPassword] = useState("");
  const [begun, setBegun] = useState<Begun | null>(null);
  const [code, setCode] = useState("");
  const { busy, error, field, run, asks } = useOwnerCall();
  const begin = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => setBegun(await post<Begun>("/accounts/me/second-factor", { password })));
  };
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const path = "/accounts/me/second-factor/confirm";
      props.onDone((await post<{ recoveryCodes: string[] }>(path, { code })).recoveryCodes);
    });
  };
  if (begun === null) {
    return (
      <>
        <form className="stack" onSubmit={begin} noValidate>
          <TextField
            label="Your password"
            type="password"
            autoComplete="current-password"
            value={password}
            wrong={field("/password")}
            onText={setPassword}
          />
          {field("/password") === null ? <Refusal error={error} /> : null}
          <div className="row">
            <button type="submit" className="button primary" disabled={busy}>
              Set up an app
            </button>
          </div>
        </form>
        {asks}
      </>
    );
  }
  return (
    <>
      <form className="stack" onSubmit={confirm} noValidate>
        <p>Open your authenticator app, add an account, and read this picture with it.</p>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(renderSVG(begun.uri))}`}
          alt="QR code with the secret for the app; the same is below as text"
          width="200"
          height="200"
        />
        <p className="small">Or type the secret into the app:</p>
        <CopyText text={begun.secret} name="secret" shown={begun.secret.match(/.{4}/g)?.join(" ") ?? ""} />
        <TextField
          label="Code that the app shows now"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          wrong={field("/code")}
          onText={setCode}
        />
        {field("/code") === null ? <Refusal error={error} /> : null}
        <p className="small soft">Your other sessions end when it is set up.</p>
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Use this app
          </button>
        </div>
      </form>
      {asks}
    </>
  );
}
