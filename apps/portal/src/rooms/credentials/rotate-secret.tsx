import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Credential } from "../../api/types.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

const OVERLAPS = [
  { value: "24", name: "24 hours (usual)" },
  { value: "72", name: "3 days" },
  { value: "168", name: "7 days" },
  { value: "720", name: "30 days" },
  { value: "0", name: "Not at all: stop it at once" },
];

interface Rotated {
  readonly credential: Credential;
  readonly partnerSecret: string;
}

/** A new Partner Secret; how long the old one works on is asked first, and the new one is shown at once. */
export function RotateSecret(props: {
  readonly projectId: string;
  readonly credential: Credential;
  readonly onRotated: () => void;
  readonly onClose: () => void;
}) {
  const { credential } = props;
  const [hours, setHours] = useState("24");
  const [secret, setSecret] = useState<string | null>(null);
  const [shownOnce, setShownOnce] = useState(false);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const path = `/projects/${props.projectId}/credentials/${credential.id}/rotate`;
      const answer = await post<Rotated>(path, { overlapHours: Number(hours) });
      setShownOnce(answer.credential.can.reveal.reason === "secret-not-shown");
      setSecret(answer.partnerSecret);
      props.onRotated();
      await queries.invalidateQueries({ queryKey: ["project", props.projectId] });
    });
  };
  if (secret !== null) {
    return (
      <Dialog title="The new Partner Secret" onClose={props.onClose}>
        <p>
          <CopyText text={secret} name="Partner Secret" />
        </p>
        <Callout kind="good">
          {hours === "0"
            ? "The old secret and all tokens have stopped. Programs log in with the new one."
            : "The old secret works on meanwhile. Give your programs the new one, then stop the old."}
        </Callout>
        {shownOnce ? <Callout kind="warn">Copy it now: this secret can't be shown again.</Callout> : null}
        <div className="row">
          <button type="button" className="button primary" onClick={props.onClose}>
            Done
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={`Rotate the secret of ${credential.partnerId}?`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <SelectField label="The old secret works on for" options={OVERLAPS} value={hours} onText={setHours} />
        {hours === "0" ? (
          <Callout kind="warn">
            Programs with the old secret, and all that are logged in, are refused from now on.
          </Callout>
        ) : null}
        <Refusal error={error} />
        <DialogAnswers label="Rotate" busy={busy} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
