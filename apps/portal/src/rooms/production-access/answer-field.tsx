import type { Question } from "../../api/types.ts";
import { SelectField, TextArea, TextField } from "../../ui/field.tsx";

const YES_NO = [
  { value: "", name: "Choose yes or no" },
  { value: "yes", name: "Yes" },
  { value: "no", name: "No" },
];

/** One question of the API service, in the form that its kind asks for. */
export function AnswerField(props: {
  readonly question: Question;
  readonly answer: string;
  readonly wrong: string | null;
  readonly onAnswer: (answer: string) => void;
}) {
  const { question, hint, kind, required } = props.question;
  const field = {
    label: required ? question : `${question} (optional)`,
    hint: hint === "" ? undefined : hint,
    value: props.answer,
    wrong: props.wrong,
    onText: props.onAnswer,
  };
  if (kind === "yes-no") return <SelectField {...field} options={YES_NO} />;
  if (kind === "line") return <TextField {...field} maxLength={200} />;
  return <TextArea {...field} maxLength={2_000} />;
}
