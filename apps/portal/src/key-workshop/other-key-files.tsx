import { type KeyFormat, keyFileName } from "@gatehouse/keystore/key-file/write-key-file";
import { useState } from "react";
import { Callout, Refusal } from "../ui/page.tsx";
import { useFormCall } from "../ui/use-form-call.ts";
import { OTHER_FORMATS, type OtherFormat } from "./key-formats.ts";
import { saveFile } from "./save-file.ts";

/** The key in the forms that some programs need, made when asked for; folded away, since most need none of them. */
export function OtherKeyFiles(props: {
  /** The .p12 file's name, from which the others' are made. */
  readonly fileName: string;
  readonly write: (format: KeyFormat) => Promise<Uint8Array<ArrayBuffer>>;
  readonly onSaved: () => void;
}) {
  const [writing, setWriting] = useState<OtherFormat | null>(null);
  const { error, run } = useFormCall();
  const save = (format: OtherFormat) =>
    run(async () => {
      setWriting(format);
      try {
        saveFile(await props.write(format), keyFileName(props.fileName, format));
        props.onSaved();
      } finally {
        setWriting(null);
      }
    });
  return (
    <details className="fold">
      <summary>Does your program need the key in another form?</summary>
      <div className="stack">
        <p className="small">
          The key file is read by the client libraries for Node.js, Java, Python and C#, and by current
          programs. For others the same key can be had as below. All of it is made in this browser, and can be
          had until you go on.
        </p>
        {OTHER_FORMATS.map(({ format, ...words }) => (
          <OneForm
            key={format}
            {...words}
            unprotected={format === "plain-pem"}
            writing={writing === format}
            disabled={writing !== null}
            onSave={() => save(format)}
          />
        ))}
        <Refusal error={error} />
      </div>
    </details>
  );
}

function OneForm(props: {
  readonly name: string;
  readonly forWhom: string;
  readonly danger: string | null;
  /** Nothing protects it, so it is asked for twice. */
  readonly unprotected: boolean;
  readonly writing: boolean;
  readonly disabled: boolean;
  readonly onSave: () => void;
}) {
  const [sure, setSure] = useState(!props.unprotected);
  return (
    <section className="key-form stack" aria-label={props.name}>
      <div>
        <strong>{props.name}</strong>
        <p className="soft small">{props.forWhom}</p>
      </div>
      {props.danger === null ? null : <Callout kind="warn">{props.danger}</Callout>}
      {props.unprotected ? (
        <label className="check small">
          <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} />
          My program needs it without a password
        </label>
      ) : null}
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={props.disabled || !sure}
          aria-label={`${props.writing ? "Writing …" : "Download"} ${props.name}`}
          onClick={props.onSave}
        >
          {props.writing ? "Writing …" : "Download"}
        </button>
      </div>
    </section>
  );
}
