import { type ChangeEvent, type FormEvent, useId, useState } from "react";
import { post } from "../../api/call.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { TextField } from "../../ui/field.tsx";
import { grouped } from "../../ui/format.ts";
import { Callout, Refusal } from "../../ui/page.tsx";
import type { Certify } from "./certify.ts";
import { readRequestFile } from "./read-request-file.ts";
import { useKeyCall } from "./use-key-call.ts";

interface Inspected {
  subject: string;
  bits: number;
  signatureAlgorithm: string;
  kid: string;
  usedBy: string | null;
}

const LARGEST_FILE = 16 * 1024;
const COMMAND =
  'openssl req -new -newkey rsa:2048 -sha256 -keyout key.pem -out request.pem -subj "/CN=my-client"';

/** Adds a key whose pair exists already, by its certificate signing request: what it says is shown before anything is made. */
export function AddRequest(props: {
  readonly projectId: string;
  readonly certify: Certify;
  readonly onAdded: () => void;
}) {
  const [alias, setAlias] = useState("");
  const [text, setText] = useState("");
  const [inspected, setInspected] = useState<Inspected | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const { busy, error, field, change } = useKeyCall(props.projectId);
  const id = useId();
  const changeText = (to: string) => {
    setText(to);
    setInspected(null);
  };
  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file === undefined) return;
    setTooLarge(file.size > LARGEST_FILE);
    if (file.size <= LARGEST_FILE) changeText(readRequestFile(new Uint8Array(await file.arrayBuffer())));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = `/projects/${props.projectId}`;
    void change(async () => {
      if (inspected === null) {
        setInspected(
          await post<Inspected>(`${at}/certificate-requests/inspect`, { certificateRequest: text }),
        );
        return;
      }
      await props.certify(alias, text);
      props.onAdded();
    });
  };
  const wrong = field("/certificateRequest");
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={`${id}-file`}>Request file</label>
        <input id={`${id}-file`} type="file" accept=".pem,.csr,.txt,.req,.p10,.der" onChange={readFile} />
        {tooLarge ? (
          <span className="wrong" role="alert">
            This file is larger than any certificate signing request.
          </span>
        ) : null}
      </div>
      <div className="field">
        <label htmlFor={`${id}-text`}>Or paste the request</label>
        <textarea
          id={`${id}-text`}
          className="input mono"
          rows={6}
          spellCheck={false}
          autoComplete="off"
          value={text}
          placeholder="-----BEGIN CERTIFICATE REQUEST-----"
          aria-invalid={wrong === null ? undefined : true}
          aria-describedby={`${id}-hint`}
          onChange={(event) => changeText(event.target.value)}
        />
        <span className="hint" id={`${id}-hint`}>
          Made for example with <code>{COMMAND}</code>. The private key stays with you.
        </span>
      </div>
      {inspected === null ? null : (
        <>
          <dl className="facts">
            <dt>Subject</dt>
            <dd>{inspected.subject}</dd>
            <dt>Key</dt>
            <dd>RSA, {inspected.bits} bits</dd>
            <dt>Signature</dt>
            <dd>{inspected.signatureAlgorithm}</dd>
            <dt className="wide">Key ID (kid)</dt>
            <dd className="wide">
              <CopyText text={inspected.kid} name="key ID" shown={grouped(inspected.kid)} />
            </dd>
          </dl>
          {inspected.usedBy === null ? (
            <TextField
              label="Key alias"
              hint="The key's name on these pages."
              value={alias}
              maxLength={64}
              autoComplete="off"
              wrong={field("/alias")}
              onText={setAlias}
            />
          ) : (
            <Callout kind="warn">
              The key “{inspected.usedBy}” uses this pair already. Make a new pair for a new key.
            </Callout>
          )}
        </>
      )}
      <Refusal error={error} />
      <div className="row">
        <button
          type="submit"
          className="button primary"
          disabled={busy || (inspected !== null && inspected.usedBy !== null)}
        >
          {inspected === null ? "Check request" : "Add key"}
        </button>
      </div>
    </form>
  );
}
