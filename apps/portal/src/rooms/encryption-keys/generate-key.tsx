import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import type { Project } from "../../api/types.ts";
import { useKeyPolicy } from "../../api/use-key-policy.ts";
import { checkKeyForm, EMPTY_KEY_FORM, KeyFields, sizeOf } from "../../key-workshop/key-fields.tsx";
import { OtherKeyFiles } from "../../key-workshop/other-key-files.tsx";
import { saveFile } from "../../key-workshop/save-file.ts";
import { KeyProgress, useKeyFile, useUnsavedKey } from "../../key-workshop/use-key-file.tsx";
import { Callout, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import type { Certify } from "./certify.ts";

/** Generates a Mastercard Encryption Key in this browser, and keeps its file at hand until its owner has it. */
export function GenerateKey(props: {
  readonly project: Project;
  readonly organization: string;
  readonly certify: Certify;
  /** Told whether the card holds a private key that is in no file yet, so that it stays on the page although the project has the key. */
  readonly onHolding: (holding: boolean) => void;
  readonly onDone: () => void;
}) {
  const { project } = props;
  const policy = useKeyPolicy();
  const [form, setForm] = useState(EMPTY_KEY_FORM);
  const [checked, setChecked] = useState(false);
  const { make, write, discard, progress, inDoubt } = useKeyFile();
  const [made, setMade] = useState<{ file: Uint8Array<ArrayBuffer>; name: string } | null>(null);
  const { busy, error, run } = useFormCall();
  const holding = busy || progress !== null || inDoubt || made !== null;
  useUnsavedKey(holding);
  const { onHolding } = props;
  useEffect(() => onHolding(holding), [onHolding, holding]);
  const queries = useQueryClient();
  const errors = checked ? checkKeyForm(form) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    const { data: allowed } = policy;
    if (checkKeyForm(form) !== null || allowed === undefined) return;
    void run(async () => {
      let fileName = "";
      const file = await make(
        {
          ...form,
          bits: sizeOf(form, allowed),
          commonName: `${project.name} ${form.alias}`,
          organization: props.organization,
        },
        async (certificateRequest) => {
          const certified = await props.certify(form.alias, certificateRequest);
          fileName = certified.fileName;
          return certified.issued;
        },
      );
      saveFile(file, fileName);
      setForm(EMPTY_KEY_FORM);
      setMade({ file, name: fileName });
      // Not waited for: once its owner has the file, the card holds nothing any more.
      void queries.invalidateQueries({ queryKey: ["project", project.id] });
    });
  };
  if (made !== null) {
    return (
      <div className="stack">
        <Callout kind="good">
          The key is ready, and your browser was asked to save <span className="mono">{made.name}</span>. This
          is the only moment at which the file can be had: look whether it is there before you go on.
        </Callout>
        <OtherKeyFiles fileName={made.name} write={write} onSaved={() => undefined} />
        <div className="row">
          <button type="button" className="button" onClick={() => saveFile(made.file, made.name)}>
            Download again
          </button>
          <button
            type="button"
            className="button primary"
            onClick={() => {
              discard();
              setMade(null);
              props.onDone();
            }}
          >
            I have the file
          </button>
        </div>
      </div>
    );
  }
  if (policy.data === undefined) return policy.isPending ? <Skeleton /> : <Refusal error={policy.error} />;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <KeyFields form={form} policy={policy.data} errors={errors} fixed={inDoubt} onForm={setForm} />
      <Refusal error={error} />
      <KeyProgress progress={progress} inDoubt={inDoubt} />
      <div className="row">
        <button type="submit" className="button primary" disabled={busy}>
          {inDoubt ? "Try again" : "Generate and download"}
        </button>
      </div>
    </form>
  );
}
