import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Project } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export function DeleteProject(props: { readonly project: Project }) {
  const { id, name, can } = props.project;
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState("");
  const { busy, error, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post(`/projects/${id}/delete`, { name: typed });
      await navigate({ to: "/" });
      queries.removeQueries({ queryKey: ["project", id] });
      await queries.invalidateQueries({ queryKey: ["projects"] });
    });
  };
  return (
    <Card title="Delete">
      <div className="row spread">
        <span className="soft">
          {can.delete.allowed
            ? "Stops all credentials and keys of the project at once, and can’t be undone."
            : can.delete.reason === "second-factor-required"
              ? "Deleting waits for your second factor."
              : "It has active Production credentials: delete those first."}
        </span>
        {can.delete.allowed ? (
          <button type="button" className="button danger" onClick={() => setAsked(true)}>
            Delete project
          </button>
        ) : null}
      </div>
      {asked ? (
        <Dialog title={`Delete ${name}?`} onClose={() => setAsked(false)}>
          <form className="stack" onSubmit={submit} noValidate>
            <Callout kind="warn">
              Every program that uses this project is refused within a second. The members lose it and are
              told by mail. It can’t be brought back.
            </Callout>
            <TextField
              label={`Type “${name}” to delete it`}
              autoComplete="off"
              value={typed}
              onText={setTyped}
            />
            <Refusal error={error} />
            <DialogAnswers
              label="Delete for good"
              kind="danger"
              busy={busy}
              disabled={typed !== name}
              onCancel={() => setAsked(false)}
            />
          </form>
        </Dialog>
      ) : null}
    </Card>
  );
}
