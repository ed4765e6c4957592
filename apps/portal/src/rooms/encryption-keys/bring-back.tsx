import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { RevokedKey } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { shortId } from "../../ui/format.ts";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Asks for the reason, which the partner's team and the audit log are told. */
export function BringBack(props: {
  readonly revoked: RevokedKey;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { revoked: key } = props;
  const [reason, setReason] = useState("");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      // A line break typed here is a space: the reason is one line.
      await post(`/operator/revoked-keys/${key.id}/restore`, { reason: reason.replace(/\s+/g, " ") });
      await queries.invalidateQueries({ queryKey: ["operator", "revoked-keys"] });
      props.onDone();
    });
  };
  return (
    <Dialog title={`Bring key ${shortId(key.kid)} back?`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind="warn">
          Every gateway takes requests encrypted with it again, at once. The team of “{key.project.name}” is
          told by mail, and the reason stands in the project’s audit log. The partner can revoke it again.
        </Callout>
        <TextArea
          label="Reason"
          hint="10 to 500 letters, read by the partner: who asked for it, and why."
          maxLength={500}
          value={reason}
          wrong={field("/reason")}
          onText={setReason}
        />
        <Refusal error={error} />
        <DialogAnswers label="Bring back" busy={busy} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
