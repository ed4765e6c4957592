import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Ability, Credential, Usage } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { OneCredential } from "./one-credential.tsx";

export function CredentialsCard(props: {
  readonly projectId: string;
  readonly credentials: readonly Credential[];
  readonly usage: Usage | undefined;
  readonly canAdd: Ability;
}) {
  const { projectId, credentials } = props;
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title="Sandbox credentials"
      explain="With these your program logs in to the gateway. Keep the secret and the App Key to yourself."
    >
      {credentials.map((credential) => (
        <OneCredential
          key={credential.id}
          projectId={projectId}
          credential={credential}
          use={props.usage?.credentials.find(({ id }) => id === credential.id)}
          stepHours={props.usage?.stepHours ?? 0}
        />
      ))}
      {credentials.length === 0 ? <p>There are none, so no program can call. Add a set.</p> : null}
      {props.canAdd.allowed ? (
        <div className="row card-foot">
          <button type="button" className="button" onClick={() => setAdding(true)}>
            Add Partner ID
          </button>
          <span className="soft small">
            A set of its own for each program: one can go without the others.
          </span>
        </div>
      ) : null}
      {adding ? <AddCredential projectId={projectId} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

function AddCredential(props: { readonly projectId: string; readonly onClose: () => void }) {
  const [description, setDescription] = useState("");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post(`/projects/${props.projectId}/environments/sandbox/credentials`, { description });
      await queries.invalidateQueries({ queryKey: ["project", props.projectId] });
      props.onClose();
    });
  };
  return (
    <Dialog title="Add Partner ID" onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>A new Partner ID, Partner Secret and App Key for this Sandbox.</p>
        <TextField
          label="Description"
          hint="For your own people: which program uses them, for example."
          value={description}
          maxLength={255}
          wrong={field("/description")}
          onText={setDescription}
        />
        <Refusal error={error} />
        <DialogAnswers label="Add credentials" busy={busy} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
