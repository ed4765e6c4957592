import { useState } from "react";
import { post, put } from "../../api/call.ts";
import type { MastercardKey, Readiness } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { ChoiceField, TextField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { isReady, readinessSentence } from "./readiness.ts";
import { inBothZones, momentOf } from "./scheduled-time.ts";
import { useKeyCall } from "./use-key-call.ts";

const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const WHEN = [
  { value: "now", name: "Now", explain: "In force on every gateway within a second." },
  {
    value: "later",
    name: "At a time",
    explain: "The rules are asked again then; the team hears by mail how it ended. It can be cancelled.",
  },
] as const;

/** Says which key answers will be encrypted with from the next call on, and which one no longer. */
export function ActivateKey(props: {
  readonly projectId: string;
  readonly encryptionKey: MastercardKey;
  readonly before: MastercardKey | undefined;
  readonly readiness: Readiness | undefined;
  readonly onClose: () => void;
}) {
  const { encryptionKey: key, before, readiness } = props;
  const [sure, setSure] = useState(key.provenAt !== null);
  const [when, setWhen] = useState<"now" | "later">("now");
  const [local, setLocal] = useState("");
  const at = momentOf(local);
  const { busy, error, field, change } = useKeyCall(props.projectId);
  const activate = () =>
    change(async () => {
      const path = `/projects/${props.projectId}/mastercard-encryption-keys/${key.id}`;
      if (when === "now") await post(`${path}/activate`);
      else await put(`${path}/schedule`, { at });
      props.onClose();
    });
  return (
    <Dialog title={`Activate “${key.alias}”?`} onClose={props.onClose}>
      <p>
        {when === "now" ? "From the next call on" : "From that time on"}, answers are encrypted with{" "}
        <strong>{key.alias}</strong>
        {before === undefined ? "." : ", and no longer with "}
        {before === undefined ? null : <strong>{before.alias}</strong>}
        {before === undefined ? null : "."} Every program that reads answers must hold the new key by then.
      </p>
      {before === undefined ? null : (
        <p className="soft small">“{before.alias}” stays as it is, inactive: it can be activated again.</p>
      )}
      {key.can.schedule.allowed ? (
        <ChoiceField legend="When" value={when} choices={WHEN} onChoice={setWhen} />
      ) : null}
      {when === "now" ? null : (
        <TextField
          label="Date and time"
          type="datetime-local"
          hint={at === null ? `In your time zone, ${ZONE}.` : `That is ${inBothZones(at)}.`}
          value={local}
          wrong={field("/at")}
          onText={setLocal}
        />
      )}
      {readiness === undefined ? null : (
        <Callout kind={isReady(readiness) ? "good" : "warn"}>
          Of the last day: {readinessSentence(readiness)}.
          {readiness.saying > 0
            ? null
            : " A program says which keys it can read in the header x-decryption-keys."}
        </Callout>
      )}
      {key.provenAt !== null ? null : (
        <>
          <Callout kind="warn">
            Nobody has shown yet that they hold the private half of this key. Rehearse it first: if it is
            lost, answers can't be read from the moment on at which it is activated.
          </Callout>
          <label className="check">
            <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} />
            Activate it without a rehearsal
          </label>
        </>
      )}
      <Refusal error={error} />
      <DialogAnswers
        label={when === "now" ? "Activate key" : "Schedule activation"}
        busy={busy}
        disabled={!sure || (when === "later" && at === null)}
        onAct={activate}
        onCancel={props.onClose}
      />
    </Dialog>
  );
}
