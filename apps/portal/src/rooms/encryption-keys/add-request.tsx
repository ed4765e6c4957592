import { MAKE_REQUEST } from "@gatehouse/keystore/pkcs10/find-request";
import { type ChangeEvent, type FormEvent, useId, useState } from "react";
import { post } from "../../api/call.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { TextField } from "../../ui/field.tsx";
import { grouped } from "../../ui/format.ts";
import { Callout, Refusal } from "../../ui/page.tsx";
import type { Certify } from "./certify.ts";
import { holdsPrivateKey, NOT_SENT, readRequest } from "./read-request.ts";
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
/** Adds a key whose pair exists already, by its certificate signing request: what it says is shown before anything is made. */
export function AddRequest(props: {
  readonly projectId: string;
  readonly certify: Certify;
  readonly onAdded: () => void;
}) {
  const [alias, setAlias] = useState("");
  const [text, setText] = useState("");
  const [inspected, setInspected] = useState<Inspected | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const { busy, error, field, change } = useKeyCall(props.projectId);
  const id = useId();
  /** A private key is taken off the page as soon as it is seen; whatever else is wrong is said when the request is to be checked. */
  const changeText = (to: string) => {
    const key = holdsPrivateKey(to);
    setText(key ? "" : to);
    setRefused(key ? NOT_SENT : null);
    setInspected(null);
  };
  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target;
    const [file] = input.files ?? [];
    if (file === undefined) return;
    if (file.size > LARGEST_FILE) setRefused("This file is larger than any certificate signing request.");
    else changeText(readRequestFile(new Uint8Array(await file.arrayBuffer())));
    // The same file, mended, can be chosen again.
    input.value = "";
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What is sent is the request that was found, and never the text that it was found in.
    const request = readRequest(text);
    setRefused("refused" in request ? request.refused : null);
    if ("refused" in request) return;
    const at = `/projects/${props.projectId}`;
    void change(async () => {
      if (inspected === null) {
        setInspected(
          await post<Inspected>(`${at}/certificate-requests/inspect`, { certificateRequest: request.pem }),
        );
        return;
      }
      await props.certify(alias, request.pem);
      props.onAdded();
    });
  };
  const wrong = refused ?? field("/certificateRequest");
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={`${id}-file`}>Request file</label>
        <input id={`${id}-file`} type="file" accept=".pem,.csr,.txt,.req,.p10,.der" onChange={readFile} />
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
          aria-describedby={refused === null ? `${id}-hint` : `${id}-hint ${id}-wrong`}
          onChange={(event) => changeText(event.target.value)}
        />
        <span className="hint" id={`${id}-hint`}>
          Made for example with <code>{MAKE_REQUEST}</code>. The private key stays with you.
        </span>
        {refused === null ? null : (
          <span className="wrong" id={`${id}-wrong`} role="alert">
            {refused}
          </span>
        )}
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
