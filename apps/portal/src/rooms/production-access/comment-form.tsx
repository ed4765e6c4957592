import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextArea } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Says something on a timeline, which both sides read. */
export function CommentForm(props: {
  /** Where the comment goes. */
  readonly path: string;
  /** Who reads it besides one's own side. */
  readonly to: string;
  /** What is to be read anew. */
  readonly queryKey: readonly string[];
}) {
  const [text, setText] = useState("");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post(props.path, { text });
      setText("");
      await queries.invalidateQueries({ queryKey: props.queryKey });
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextArea
        label="Comment"
        hint={`${props.to} reads it.`}
        maxLength={2_000}
        value={text}
        wrong={field("/text")}
        onText={setText}
      />
      {field("/text") === null ? <Refusal error={error} /> : null}
      <div className="row">
        <button type="submit" className="button" disabled={busy}>
          Comment
        </button>
      </div>
    </form>
  );
}
