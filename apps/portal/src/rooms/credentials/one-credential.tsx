import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { post } from "../../api/call.ts";
import type { Credential, Use } from "../../api/types.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { moment } from "../../ui/format.ts";
import { Refusal } from "../../ui/page.tsx";
import type { Secrets } from "../../ui/secret-facts.tsx";
import { UseFacts } from "../../ui/use-facts.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { DeleteCredential } from "./delete-credential.tsx";
import { RotateSecret } from "./rotate-secret.tsx";

/** Secrets are covered again after this, so that a screen left alone shows nothing. */
const SHOWN_MS = 60_000;
const MASK = "••••••••••••••••";

export function OneCredential(props: {
  readonly projectId: string;
  readonly credential: Credential;
  readonly named: string;
  readonly pending: boolean;
  readonly use: Use | undefined;
  readonly stepHours: number;
}) {
  const { projectId, credential } = props;
  const [revealed, setRevealed] = useState<Secrets | null>(null);
  const [asking, setAsking] = useState<"rotate" | "delete" | null>(null);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  useEffect(() => {
    if (revealed === null) return;
    const timer = setTimeout(() => setRevealed(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [revealed]);
  const at = `/projects/${projectId}/credentials/${credential.id}`;
  const reveal = () =>
    run(async () => {
      setRevealed(await post<Secrets>(`${at}/reveal`));
    });
  const endOverlap = () =>
    run(async () => {
      await post(`${at}/end-overlap`);
      await queries.invalidateQueries({ queryKey: ["project", projectId] });
    });
  const close = () => setAsking(null);
  return (
    <section className="key" aria-label={`Partner ID ${credential.partnerId}`}>
      {credential.description === "" ? null : <p className="small">{credential.description}</p>}
      <dl className="facts">
        <dt>Partner ID</dt>
        <dd>
          <CopyText text={credential.partnerId} name="Partner ID" />
          {props.pending ? <span className="badge warn">Not active yet</span> : null}
        </dd>
        <dt>Partner Secret</dt>
        <dd>
          {revealed === null ? (
            <span className="mono">{MASK}</span>
          ) : (
            <CopyText text={revealed.partnerSecret} name="Partner Secret" />
          )}
        </dd>
        <dt>App Key</dt>
        <dd>
          {revealed === null ? (
            <span className="mono">{MASK}</span>
          ) : (
            <CopyText text={revealed.appKey} name="App Key" />
          )}
        </dd>
        {credential.oldSecretUntil === null ? null : (
          <>
            <dt>Old secret</dt>
            <dd>
              works until {moment(credential.oldSecretUntil)}
              {credential.can.rotate.allowed ? (
                <button type="button" className="button quiet" disabled={busy} onClick={endOverlap}>
                  Stop it now
                </button>
              ) : null}
            </dd>
          </>
        )}
        <UseFacts use={props.use} stepHours={props.stepHours} />
      </dl>
      <Refusal error={error} />
      <div className="row card-actions">
        {revealed === null && credential.can.reveal.allowed ? (
          <button type="button" className="button" disabled={busy} onClick={reveal}>
            Reveal
          </button>
        ) : null}
        {revealed === null ? null : (
          <button type="button" className="button" onClick={() => setRevealed(null)}>
            Cover
          </button>
        )}
        {credential.can.rotate.allowed ? (
          <button type="button" className="button" onClick={() => setAsking("rotate")}>
            Rotate secret
          </button>
        ) : null}
        {credential.can.delete.allowed ? (
          <button type="button" className="button danger" onClick={() => setAsking("delete")}>
            Delete
          </button>
        ) : null}
        <span className="soft small">
          {credential.can.reveal.allowed
            ? "Each look is written into the activity."
            : credential.can.reveal.reason === "secret-not-shown"
              ? "These secrets were shown once and can't be shown again; a new Partner Secret can."
              : credential.can.reveal.reason === "second-factor-required"
                ? "Seeing the secrets waits for your second factor."
                : "Only admins of the project can see the secrets."}
        </span>
      </div>
      {asking === "rotate" ? (
        <RotateSecret
          projectId={projectId}
          credential={credential}
          onRotated={() => setRevealed(null)}
          onClose={close}
        />
      ) : null}
      {asking === "delete" ? (
        <DeleteCredential
          projectId={projectId}
          credential={credential}
          named={props.named}
          use={props.use}
          onClose={close}
        />
      ) : null}
    </section>
  );
}
