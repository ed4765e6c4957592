import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Ability, Credential, EnvironmentType, Usage } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import type { Secrets } from "../../ui/secret-facts.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { OneCredential } from "./one-credential.tsx";
import { ShownOnce } from "./shown-once.tsx";

export function CredentialsCard(props: {
  readonly projectId: string;
  readonly environment: EnvironmentType;
  /** As people know the environment, e.g. Test Drive Premium. */
  readonly named: string;
  /** Do the credentials wait for the provider's approval? */
  readonly pending: boolean;
  readonly credentials: readonly Credential[];
  readonly usage: Usage | undefined;
  readonly canAdd: Ability;
}) {
  const { projectId, credentials } = props;
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title={`${props.named} credentials`}
      explain="With these your program logs in to the gateway. Keep the secret and the App Key to yourself."
    >
      {credentials.map((credential) => (
        <OneCredential
          key={credential.id}
          projectId={projectId}
          credential={credential}
          pending={props.pending}
          named={props.named}
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
      {adding ? (
        <AddCredential
          projectId={projectId}
          environment={props.environment}
          named={props.named}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Card>
  );
}

function AddCredential(props: {
  readonly projectId: string;
  readonly environment: EnvironmentType;
  readonly named: string;
  readonly onClose: () => void;
}) {
  const [description, setDescription] = useState("");
  const [issued, setIssued] = useState<Secrets | null>(null);
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const path = `/projects/${props.projectId}/environments/${props.environment}/credentials`;
      const answer = await post<{ issued: Secrets | null }>(path, { description });
      if (answer.issued === null) props.onClose();
      else setIssued(answer.issued);
      await queries.invalidateQueries({ queryKey: ["project", props.projectId] });
    });
  };
  if (issued !== null) return <ShownOnce secrets={issued} onClose={props.onClose} />;
  return (
    <Dialog title="Add Partner ID" onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>A new Partner ID, Partner Secret and App Key for {props.named}.</p>
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
