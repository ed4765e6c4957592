import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { post } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { WHY_NOT } from "./role-names.ts";

export function LeaveProject(props: { readonly projectId: string; readonly can: Ability }) {
  const [asked, setAsked] = useState(false);
  const { busy, error, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = () =>
    run(async () => {
      await post(`/projects/${props.projectId}/leave`);
      await navigate({ to: "/" });
      queries.removeQueries({ queryKey: ["project", props.projectId] });
      await queries.invalidateQueries({ queryKey: ["projects"] });
    });
  return (
    <Card title="Leave the project">
      {props.can.allowed ? (
        <div className="row spread">
          <span className="soft">You see nothing of it afterwards, until an admin invites you again.</span>
          <button type="button" className="button danger" onClick={() => setAsked(true)}>
            Leave
          </button>
        </div>
      ) : (
        <p className="soft">{WHY_NOT[props.can.reason ?? ""] ?? "You can’t leave this project."}</p>
      )}
      {asked ? (
        <Dialog title="Leave this project?" onClose={() => setAsked(false)}>
          <Callout kind="warn">
            You see nothing of this project from now on, and your calendar of it ends. The others are told by
            mail.
          </Callout>
          <Refusal error={error} />
          <DialogAnswers
            label="Leave project"
            kind="danger"
            busy={busy}
            onAct={leave}
            onCancel={() => setAsked(false)}
          />
        </Dialog>
      ) : null}
    </Card>
  );
}
