import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { remove } from "../../api/call.ts";
import type { Credential, Use } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { RecentUse } from "../../ui/use-facts.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Asks for the Partner ID to be typed, and says so when no program could call afterwards. */
export function DeleteCredential(props: {
  readonly projectId: string;
  readonly credential: Credential;
  readonly named: string;
  readonly use: Use | undefined;
  readonly onClose: () => void;
}) {
  const { credential, use } = props;
  const [typed, setTyped] = useState("");
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const matches = typed.trim() === credential.partnerId;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!matches) return;
    void run(async () => {
      const path = `/projects/${props.projectId}/credentials/${credential.id}`;
      await remove(`${path}?evenIfLast=${credential.isLast}`);
      await queries.invalidateQueries({ queryKey: ["project", props.projectId] });
      props.onClose();
    });
  };
  return (
    <Dialog title="Delete these credentials?" onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind={credential.isLast ? "bad" : "warn"}>
          Partner ID, Secret and App Key stop at once, on every gateway, and can't be brought back.
          {credential.isLast
            ? ` They are the only ones in ${props.named}: no program can call any more until you add others.`
            : null}
        </Callout>
        {use === undefined || use.lastUsedAt === null ? null : (
          <section aria-label="Use of these credentials">
            <p>
              {use.calls.day > 0
                ? "Programs call with these credentials, and would be refused:"
                : "No program has called with them for a day:"}
            </p>
            <RecentUse use={use} />
          </section>
        )}
        <TextField
          label={`Type “${credential.partnerId}” to delete them`}
          autoComplete="off"
          inputMode="numeric"
          value={typed}
          onText={setTyped}
        />
        <Refusal error={error} />
        <DialogAnswers
          label="Delete credentials"
          kind="danger"
          busy={busy}
          disabled={!matches}
          onCancel={props.onClose}
        />
      </form>
    </Dialog>
  );
}
