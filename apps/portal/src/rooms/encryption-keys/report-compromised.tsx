import { useState } from "react";
import { post } from "../../api/call.ts";
import type { Ability, MastercardKey } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useKeyCall } from "./use-key-call.ts";

const TOLD = "Your team and the provider are told by mail.";

/** For a Client Encryption Key: the provider makes the successor, so one click does all of it. */
export function ReportClientKey(props: {
  readonly projectId: string;
  readonly keyId: string;
  /** It is revoked already, so that nothing is left but that nobody brings it back. */
  readonly revoked: boolean;
  /** Told when it was revoked without a successor, because the key store is away. */
  readonly onNoSuccessor: () => void;
  readonly onClose: () => void;
}) {
  const { busy, error, change } = useKeyCall(props.projectId);
  const report = () =>
    change(async () => {
      const path = `/projects/${props.projectId}/client-encryption-keys/${props.keyId}/compromised`;
      const { successorToBeMade } = await post<{ successorToBeMade: boolean }>(path);
      if (successorToBeMade) props.onNoSuccessor();
      props.onClose();
    });
  return (
    <Dialog title="Report this key as compromised?" onClose={props.onClose}>
      <Callout kind="bad">
        {props.revoked
          ? "It is revoked already. Reported as compromised, nobody can bring it back. "
          : "Requests encrypted with it are refused at once, on every gateway, and its successor is made. Programs call again once they have the new key. "}
        {TOLD}
      </Callout>
      <Refusal error={error} />
      <DialogAnswers
        label={props.revoked ? "Report key" : "Report and revoke"}
        kind="danger"
        busy={busy}
        onAct={report}
        onCancel={props.onClose}
      />
    </Dialog>
  );
}

/** For a Mastercard Encryption Key: the active one is replaced by a key that waits, or by a new one made next. */
export function ReportMastercardKey(props: {
  readonly projectId: string;
  readonly encryptionKey: MastercardKey;
  readonly waiting: readonly MastercardKey[];
  readonly canAdd: Ability;
  readonly onReplace: () => void;
  readonly onClose: () => void;
}) {
  const { encryptionKey: key } = props;
  const waiting = successorsOf(props.waiting);
  const active = key.status === "active";
  // The report needs no second factor, a new key may.
  const withheld = props.canAdd.reason === "second-factor-required";
  const [chosen, setChosen] = useState(waiting[0]?.id ?? (withheld ? "none" : "new"));
  const { busy, error, change } = useKeyCall(props.projectId);
  const report = () => {
    if (active && chosen === "new") {
      props.onClose();
      props.onReplace();
      return;
    }
    void change(async () => {
      const path = `/projects/${props.projectId}/mastercard-encryption-keys/${key.id}/compromised`;
      await post(path, active && chosen !== "none" ? { successor: { keyId: chosen } } : {});
      props.onClose();
    });
  };
  const choices = [
    ...waiting.map(({ id, alias, provenAt }) => ({
      value: id,
      name: `“${alias}”, which is there already, ${provenAt === null ? "unproven" : "proven"}`,
    })),
    withheld
      ? { value: "none", name: "None for now" }
      : { value: "new", name: "A new key, made in the next step" },
  ];
  return (
    <Dialog title={`Report “${key.alias}” as compromised?`} onClose={props.onClose}>
      <Callout kind="bad">
        {active
          ? chosen === "none"
            ? "It is revoked for good. Until there is a new key encrypted answers can’t be made, and encrypted requests are refused. "
            : "It is revoked for good, and answers are encrypted with its successor at once: programs without that one can't read them. "
          : "It is revoked for good. "}
        {TOLD}
      </Callout>
      {active ? (
        <SelectField
          label="Its successor"
          hint={
            withheld ? "A new key waits for your second factor: show it first, or report the key now." : null
          }
          options={choices}
          value={chosen}
          onText={setChosen}
        />
      ) : null}
      {active && chosen !== "none" && waiting.find(({ id }) => id === chosen)?.provenAt == null ? (
        <Callout kind="warn">
          {`Nobody has proven to hold the private half of ${chosen === "new" ? "a new key" : "this one"}. ${
            waiting.some(({ provenAt }) => provenAt !== null)
              ? "A proven key waits: take that one, if it is safe."
              : "No proven key waits. Put it into every program that reads answers now, and rehearse it."
          }`}
        </Callout>
      ) : null}
      <Refusal error={error} />
      <DialogAnswers
        label={active && chosen === "new" ? "Make the successor" : "Report and revoke"}
        kind="danger"
        busy={busy}
        onAct={report}
        onCancel={props.onClose}
      />
    </Dialog>
  );
}

/** Proven keys first; the others only where none is proven, or the provider's policy lets them be activated beside. */
function successorsOf(waiting: readonly MastercardKey[]): MastercardKey[] {
  const proven = waiting.filter(({ provenAt }) => provenAt !== null);
  const others = waiting.filter(({ provenAt }) => provenAt === null);
  const refused = others.filter(({ can }) => can.activate.reason === "key-not-proven");
  return [...proven, ...others.filter((key) => proven.length === 0 || !refused.includes(key))];
}
