import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { put } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export interface PartnerAccount {
  email: string;
  projects: number;
  projectLimit: number;
}

/** How many projects a person of the partner may hold, for administrators to raise. */
export function ProjectLimit(props: { readonly account: PartnerAccount; readonly can: Ability }) {
  const { email, projects, projectLimit } = props.account;
  const [limit, setLimit] = useState(String(projectLimit));
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await put("/operator/project-limits", { email, projects: Number(limit) });
      await queries.invalidateQueries({ queryKey: ["operator", "partners"] });
    });
  };
  const holds = `${email} holds ${projects} of ${projectLimit} projects.`;
  if (!props.can.allowed) return <p className="soft small">{holds}</p>;
  return (
    <details>
      <summary className="small">{holds}</summary>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label={`Projects that ${email} may hold`}
          hint="1 to 1,800. Whoever holds more keeps them."
          inputMode="numeric"
          value={limit}
          wrong={field("/projects")}
          onText={setLimit}
        />
        {field("/projects") === null ? <Refusal error={error} /> : null}
        <div className="row">
          <button type="submit" className="button" disabled={busy || limit === String(projectLimit)}>
            Save
          </button>
        </div>
      </form>
    </details>
  );
}
