import { useEffect, useState } from "react";
import { post } from "../../api/call.ts";
import type { Credential } from "../../api/types.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

interface Revealed {
  partnerId: string;
  partnerSecret: string;
  appKey: string;
}

/** Secrets are covered again after this, so that a screen left alone shows nothing. */
const SHOWN_MS = 60_000;
const MASK = "••••••••••••••••";

export function CredentialsCard(props: { readonly projectId: string; readonly credential: Credential }) {
  const { credential } = props;
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const { busy, error, run } = useFormCall();
  useEffect(() => {
    if (revealed === null) return;
    const timer = setTimeout(() => setRevealed(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [revealed]);
  const reveal = () =>
    run(async () => {
      setRevealed(await post<Revealed>(`/projects/${props.projectId}/credentials/${credential.id}/reveal`));
    });
  return (
    <Card
      title="Sandbox credentials"
      explain={
        credential.description ||
        "With these your program logs in to the gateway. Keep the secret and the App Key to yourself."
      }
    >
      <dl className="facts">
        <dt>Partner ID</dt>
        <dd>
          <CopyText text={credential.partnerId} name="Partner ID" />
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
      </dl>
      <Refusal error={error} />
      <div className="row card-actions">
        {revealed === null ? (
          <button
            type="button"
            className="button"
            disabled={busy || !credential.can.reveal.allowed}
            onClick={reveal}
          >
            Reveal
          </button>
        ) : (
          <button type="button" className="button" onClick={() => setRevealed(null)}>
            Cover
          </button>
        )}
        <span className="soft small">
          {credential.can.reveal.allowed
            ? "Each look is written into the activity."
            : "Only admins of the project can see the secrets."}
        </span>
      </div>
    </Card>
  );
}
