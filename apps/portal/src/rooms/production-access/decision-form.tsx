import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { TextArea } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** What an operator says of something that a partner has submitted. */
export function DecisionForm(props: {
  /** Where the decision goes. */
  readonly path: string;
  readonly approve: string;
  readonly can: Readonly<Record<"approve" | "ask" | "refuse", Ability>> & { readonly reopen?: Ability };
}) {
  const [text, setText] = useState("");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const decide = (decision: string) =>
    run(async () => {
      const said = text.trim() === "" ? null : text;
      await post(props.path, { decision, text: said });
      setText("");
      await queries.invalidateQueries({ queryKey: ["operator"] });
    });
  return (
    <>
      <TextArea
        label="What the partner reads"
        hint="Needed for everything but an approval."
        maxLength={2_000}
        value={text}
        wrong={field("/text")}
        onText={setText}
      />
      {field("/text") === null ? <Refusal error={error} /> : null}
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={busy || !props.can.approve.allowed}
          onClick={() => void decide("approve")}
        >
          {props.approve}
        </button>
        <button
          type="button"
          className="button"
          disabled={busy || !props.can.ask.allowed}
          onClick={() => void decide("ask")}
        >
          Ask for more
        </button>
        <button
          type="button"
          className="button danger"
          disabled={busy || !props.can.refuse.allowed}
          onClick={() => void decide("refuse")}
        >
          Refuse
        </button>
        {props.can.reopen?.allowed ? (
          <button type="button" className="button" disabled={busy} onClick={() => void decide("reopen")}>
            Open again
          </button>
        ) : null}
      </div>
    </>
  );
}
