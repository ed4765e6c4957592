import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post, put } from "../../api/call.ts";
import { ChoiceField } from "../../ui/field.tsx";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import type { Secrets } from "../../ui/secret-facts.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { AnswerField } from "./answer-field.tsx";
import type { Plan, Production } from "./answers.ts";

const CHOICES = [
  {
    value: "test-drive-premium",
    name: "Test Drive Premium",
    explain: "Calls cost nothing, and end on a day: for a pilot.",
  },
  {
    value: "production",
    name: "Production",
    explain: "The provider’s own API, with what your contract holds.",
  },
] as const;

/** Plan and answers: kept as a draft, submitted, or submitted again. */
export function RequestForm(props: {
  readonly projectId: string;
  readonly read: Production;
  readonly onIssued: (issued: Secrets | null) => void;
}) {
  const { projectId, read } = props;
  const [plan, setPlan] = useState<Plan>(read.request?.plan ?? "production");
  const [answers, setAnswers] = useState<Record<string, string>>(() =>
    Object.fromEntries(read.questions.map(({ id }) => [id, read.request?.answers[id] ?? ""])),
  );
  const [saved, setSaved] = useState(false);
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const reload = () => queries.invalidateQueries({ queryKey: ["project", projectId] });
  const save = () =>
    run(async () => {
      await put(`/projects/${projectId}/production/draft`, { plan, answers });
      setSaved(true);
      await reload();
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSaved(false);
    void run(async () => {
      const path = `/projects/${projectId}/environments`;
      const { issued } = await post<{ issued: Secrets | null }>(path, { plan, answers });
      props.onIssued(issued);
      await reload();
    });
  };
  return (
    <Card title={read.keysAreMade ? "Submit again" : "Request access"}>
      <form className="stack" onSubmit={submit} noValidate>
        <ChoiceField legend="What do you request?" value={plan} choices={CHOICES} onChoice={setPlan} />
        {read.questions.map((question) => (
          <AnswerField
            key={question.id}
            question={question}
            answer={answers[question.id] ?? ""}
            wrong={field(`/answers/${question.id}`)}
            onAnswer={(text) => setAnswers({ ...answers, [question.id]: text })}
          />
        ))}
        {read.keysAreMade ? null : (
          <p className="soft small">
            Credentials and a Client Encryption Key are made at once; they work when the request is approved.
          </p>
        )}
        <Refusal error={error} />
        {saved ? <Callout kind="good">The draft is saved for the whole team.</Callout> : null}
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            {read.keysAreMade ? "Submit again" : "Submit the request"}
          </button>
          {read.can.save.allowed ? (
            <button type="button" className="button" disabled={busy} onClick={() => void save()}>
              Save draft
            </button>
          ) : null}
        </div>
      </form>
    </Card>
  );
}
