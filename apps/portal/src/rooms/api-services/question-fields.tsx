import type { Question } from "../../api/types.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Callout, Card } from "../../ui/page.tsx";
import { MoveButtons } from "./move-buttons.tsx";
import { freeId } from "./service.ts";
import type { FieldsProps } from "./service-fields.tsx";
import { useOrder } from "./use-order.ts";

const MOST = 20;
const KINDS = [
  { value: "text", name: "Some sentences" },
  { value: "line", name: "One line" },
  { value: "yes-no", name: "Yes or no" },
];

/** What everybody is asked who requests Production. */
export function QuestionFields({ form, wrong, onChange }: FieldsProps) {
  const { questions } = form;
  const refused = wrong("questions");
  const order = useOrder(questions, (ordered) => onChange({ questions: ordered }));
  const replace = (index: number, change: Partial<Question>) =>
    onChange({ questions: questions.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  const add = () => {
    const question: Question = {
      id: freeId("q", questions),
      question: "",
      hint: "",
      kind: "text",
      required: true,
    };
    onChange({ questions: [...questions, question] });
  };
  return (
    <Card
      title="Questions"
      explain="What everybody is asked who requests Production with this service, in this order."
    >
      <div className="stack">
        {questions.length === 0 ? <p className="soft">Nothing is asked.</p> : null}
        {questions.map((question, index) => (
          <fieldset className="field question" key={question.id}>
            <legend>Question {index + 1}</legend>
            <TextField
              label="Question"
              value={question.question}
              maxLength={200}
              onText={(text) => replace(index, { question: text })}
            />
            <TextField
              label="Hint"
              value={question.hint}
              maxLength={255}
              onText={(hint) => replace(index, { hint })}
            />
            <SelectField
              label="Answer"
              value={question.kind}
              options={KINDS}
              onText={(kind) => replace(index, { kind: kind as Question["kind"] })}
            />
            <div className="row spread">
              <label className="row check">
                <input
                  type="checkbox"
                  checked={question.required}
                  onChange={(event) => replace(index, { required: event.currentTarget.checked })}
                />
                Must be answered
              </label>
              <div className="row">
                <MoveButtons
                  what={`question ${index + 1}`}
                  index={index}
                  count={questions.length}
                  moved={order.wasMoved(question)}
                  onMove={(direction) => order.move(index, direction, "The question")}
                />
                <button
                  type="button"
                  className="button"
                  aria-label={`Remove question ${index + 1}`}
                  onClick={() => onChange({ questions: questions.filter((one) => one !== question) })}
                >
                  Remove
                </button>
              </div>
            </div>
          </fieldset>
        ))}
        <p role="status" className="small">
          {order.said}
        </p>
        {refused === null ? null : <Callout kind="bad">{refused}</Callout>}
        {questions.length < MOST ? (
          <div className="row">
            <button type="button" className="button" onClick={add}>
              Add a question
            </button>
          </div>
        ) : null}
      </div>
    </Card>
  );
}
