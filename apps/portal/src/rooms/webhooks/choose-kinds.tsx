import { type FormEvent, useState } from "react";
import { patch } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { ChecksField, ChoiceField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { type Kind, useWebhookCall, type Webhook } from "./use-webhooks.ts";

const WHICH = [
  { value: "all", name: "All kinds", explain: "Also those that are yet to come" },
  { value: "some", name: "Some kinds", explain: "Those that are ticked below, and no others" },
] as const;

/** Which kinds of messages a webhook gets. */
export function ChooseKinds(props: {
  readonly at: string;
  readonly webhook: Webhook;
  readonly kinds: readonly Kind[];
  readonly onClose: () => void;
}) {
  const { at, webhook, kinds, onClose } = props;
  const [which, setWhich] = useState<"all" | "some">(webhook.types === null ? "all" : "some");
  const [types, setTypes] = useState<string[]>([...(webhook.types ?? [])]);
  const { busy, error, field, change } = useWebhookCall(at);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(async () => {
      await patch(`${at}/${webhook.id}`, { types: which === "all" ? null : types });
      onClose();
    });
  };
  return (
    <Dialog title={`What does ${new URL(webhook.url).host} get?`} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <ChoiceField legend="Messages" value={which} choices={WHICH} onChoice={setWhich} />
        {which === "all" ? null : (
          <ChecksField
            legend="Kinds"
            stacked
            value={types}
            choices={kinds.map(({ type, label }) => ({ value: type, name: label }))}
            wrong={field("/types")}
            onChecks={setTypes}
          />
        )}
        {field("/types") === null ? <Refusal error={error} /> : null}
        <DialogAnswers label="Choose" busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
