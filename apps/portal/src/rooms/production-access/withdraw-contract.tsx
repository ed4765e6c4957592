import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Ends what rests on a contract, before its last day. */
export function WithdrawContract(props: {
  readonly contract: { readonly id: string; readonly number: string; readonly company: string };
  readonly onClose: () => void;
}) {
  const { id, number, company } = props.contract;
  const [reason, setReason] = useState("");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post(`/operator/contracts/${id}/withdraw`, { reason });
      await queries.invalidateQueries({ queryKey: ["operator"] });
      props.onClose();
    });
  };
  return (
    <Dialog title={`Withdraw contract ${number}?`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind="warn">
          Production calls of {company} that rest on this contract are refused at every gateway from now on,
          and the teams are told by mail. It can’t be undone: another contract takes a new approval.
        </Callout>
        <TextArea
          label="Reason"
          hint="The partner reads it."
          maxLength={2_000}
          value={reason}
          wrong={field("/reason")}
          onText={setReason}
        />
        <Refusal error={error} />
        <DialogAnswers label="Withdraw the contract" kind="danger" busy={busy} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
