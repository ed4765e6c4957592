import { useQueryClient } from "@tanstack/react-query";
import { type ChangeEvent, useId } from "react";
import { post } from "../../api/call.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { readDocument } from "./read-document.ts";

/** Adds a document to the company, for the operator who reviews it. */
export function AddDocument(props: { readonly projectId: string }) {
  const id = useId();
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const add = (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    const file = input.files?.[0];
    if (file === undefined) return;
    void run(async () => {
      await post(`/projects/${props.projectId}/company/documents`, await readDocument(file));
      await queries.invalidateQueries({ queryKey: ["project", props.projectId, "company"] });
    }).finally(() => {
      // The same file can be chosen again.
      input.value = "";
    });
  };
  return (
    <div className="field">
      <label htmlFor={id}>Add a document</label>
      <input
        id={id}
        type="file"
        accept=".pdf,.png,.jpg,.jpeg"
        disabled={busy}
        aria-describedby={`${id}-hint`}
        onChange={add}
      />
      <span className="hint" id={`${id}-hint`}>
        A register’s extract or a letter: PDF, PNG or JPEG, at most 2 MB. It stays with the company.
      </span>
      <Refusal error={error} />
    </div>
  );
}
