import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { RevokedKey } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { shortId } from "../../ui/format.ts";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Asks for the reason, which the partner's team and the audit log are told; or confirms what another operator has asked for. */
export function BringBack(props: {
  readonly revoked: RevokedKey;
  readonly onDone: (state: "asked" | "restored") => void;
  readonly onClose: () => void;
}) {
  const { revoked: key } = props;
  const asked = key.restore;
  const [reason, setReason] = useState("");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      // A line break typed here is a space: the reason is one line.
      const said = asked === null ? { reason: reason.replace(/\s+/g, " ") } : {};
      const path = `/operator/revoked-keys/${key.id}/restore`;
      const { state } = await post<{ state: "asked" | "restored" }>(path, said);
      await queries.invalidateQueries({ queryKey: ["operator", "revoked-keys"] });
      props.onDone(state);
    });
  };
  return (
    <Dialog title={`Bring key ${shortId(key.kid)} back?`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind="warn">
          {asked === null
            ? "Nothing happens until a second operator confirms. Then every gateway takes requests encrypted with it again, "
            : "Every gateway takes requests encrypted with it again, at once, "}
          and the team of “{key.project.name}” is told by mail, with the reason. The partner can revoke it
          again.
        </Callout>
        {asked === null ? (
          <TextArea
            label="Reason"
            hint="10 to 500 letters, read by the partner: who asked for it, and why."
            maxLength={500}
            value={reason}
            wrong={field("/reason")}
            onText={setReason}
          />
        ) : (
          <p>
            {asked.askedBy} asks for it. Reason: {asked.reason}
          </p>
        )}
        <Refusal error={error} />
        <DialogAnswers
          label={asked === null ? "Ask for it" : "Bring back"}
          busy={busy}
          onCancel={props.onClose}
        />
      </form>
    </Dialog>
  );
}
