import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { post } from "../../api/call.ts";
import type { Issued, Project } from "../../api/types.ts";
import { checkKeyForm, EMPTY_KEY_FORM, KeyFields } from "../../key-workshop/key-fields.tsx";
import { saveFile } from "../../key-workshop/save-file.ts";
import { KeyProgress, useKeyFile, useUnsavedKey } from "../../key-workshop/use-key-file.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Generates a Mastercard Encryption Key in this browser for a project that has none. */
export function AddKey(props: {
  readonly project: Project;
  readonly organization: string;
  readonly providerName: string;
  /** Told whether the card holds a private key that is in no file yet, so that it stays on the page although the project has the key. */
  readonly onHolding: (holding: boolean) => void;
}) {
  const { project } = props;
  const [form, setForm] = useState(EMPTY_KEY_FORM);
  const [checked, setChecked] = useState(false);
  const { make, progress, inDoubt } = useKeyFile();
  const holding = progress !== null || inDoubt;
  useUnsavedKey(holding);
  const { onHolding } = props;
  useEffect(() => onHolding(holding), [onHolding, holding]);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const errors = checked ? checkKeyForm(form) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (checkKeyForm(form) !== null) return;
    void run(async () => {
      let fileName = "";
      const file = await make(
        { ...form, commonName: `${project.name} ${form.alias}`, organization: props.organization },
        async (certificateRequest) => {
          const path = `/projects/${project.id}/environments/sandbox/mastercard-encryption-keys`;
          const answer = await post<{ key: { fileName: string }; issued: Issued }>(path, {
            alias: form.alias,
            certificateRequest,
          });
          fileName = answer.key.fileName;
          return answer.issued;
        },
      );
      saveFile(file, fileName);
      await queries.invalidateQueries({ queryKey: ["project", project.id] });
    });
  };
  return (
    <Card
      title={`Add a ${props.providerName} Encryption Key`}
      explain="Made in this browser; only its public half leaves it."
    >
      <form className="stack" onSubmit={submit} noValidate>
        <KeyFields form={form} errors={errors} fixed={inDoubt} onForm={setForm} />
        <Refusal error={error} />
        <KeyProgress progress={progress} inDoubt={inDoubt} />
        <button type="submit" className="button primary" disabled={busy}>
          {inDoubt ? "Try again" : "Generate and download"}
        </button>
      </form>
    </Card>
  );
}
