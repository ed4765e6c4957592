import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem, post } from "../../api/call.ts";
import type { Use } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { RecentUse } from "../../ui/use-facts.tsx";
import { daysUnused } from "./days-unused.ts";
import { useKeyCall } from "./use-key-call.ts";

/** Asks for the key's name to be typed: there is no way back from a revoke. */
export function RevokeKey(props: {
  readonly projectId: string;
  readonly type: "client-encryption-keys" | "mastercard-encryption-keys";
  readonly keyId: string;
  /** What has to be typed: the alias, or the first digits of the kid. */
  readonly name: string;
  readonly what: string;
  readonly consequence: string;
  readonly use: Use | undefined;
  /** The count that the revoke of a key in use repeats; null: none is asked for. */
  readonly confirmCalls: number | null;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const { busy, error, change } = useKeyCall(props.projectId);
  const queries = useQueryClient();
  const { use, confirmCalls } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== props.name) return;
    void change(async () => {
      try {
        const path = `/projects/${props.projectId}/${props.type}/${props.keyId}/revoke`;
        await post(path, confirmCalls === null ? {} : { confirmCalls });
      } catch (refusal) {
        // Used since the page has asked: it asks again, and the next try repeats what is seen then.
        if (refusal instanceof ApiProblem && refusal.code === "revoking-used-key") {
          await queries.invalidateQueries({ queryKey: ["project", props.projectId, "usage"] });
        }
        throw refusal;
      }
      props.onClose();
    });
  };
  return (
    <Dialog title={`Revoke ${props.what}?`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind="warn">{props.consequence}</Callout>
        {use === undefined ? null : <UseBefore use={use} />}
        <TextField
          label={`Type “${props.name}” to revoke it`}
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        <Refusal error={error} />
        <DialogAnswers
          label="Revoke key"
          kind="danger"
          busy={busy}
          disabled={typed.trim() !== props.name}
          onCancel={props.onClose}
        />
      </form>
    </Dialog>
  );
}

/** Who would be stopped, as far as it is known. */
function UseBefore(props: { readonly use: Use }) {
  const { use } = props;
  const days = daysUnused(use.lastUsedAt, new Date());
  if (days === null) return <p>No call with this key has been counted.</p>;
  if (use.calls.day === 0) {
    return (
      <p>{days <= 1 ? "No call with this key for a day." : `No call with this key for ${days} days.`}</p>
    );
  }
  return (
    <section aria-label="Use of this key">
      <p>
        <strong>It is in use.</strong> Calls with it:
      </p>
      <RecentUse use={use} />
    </section>
  );
}
