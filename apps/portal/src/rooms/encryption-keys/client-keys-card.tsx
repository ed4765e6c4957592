import { useState } from "react";
import { post } from "../../api/call.ts";
import type { Ability, ClientKey, EnvironmentType, Usage } from "../../api/types.ts";
import { useKeyPolicy } from "../../api/use-key-policy.ts";
import { date, dayCount } from "../../ui/format.ts";
import { Callout, Card, Refusal, StatusBadge } from "../../ui/page.tsx";
import { UseFacts } from "../../ui/use-facts.tsx";
import { Action } from "./action.tsx";
import { FlowPicture } from "./flow-picture.tsx";
import { KeyFacts } from "./key-facts.tsx";
import { ReportClientKey } from "./report-compromised.tsx";
import { RevokeKey } from "./revoke-key.tsx";
import { useKeyCall } from "./use-key-call.ts";
import { WornKeys } from "./worn-keys.tsx";

export function ClientKeysCard(props: {
  readonly projectId: string;
  readonly environment: EnvironmentType;
  readonly keys: readonly ClientKey[];
  readonly usage: Usage | undefined;
  readonly canAdd: Ability;
  readonly providerName: string;
}) {
  const { projectId, keys, usage, providerName } = props;
  const { busy, error, change } = useKeyCall(projectId);
  const inUse = keys.filter(({ status }) => status === "active").toReversed();
  const [newest] = inUse;
  const [lacksSuccessor, setLacksSuccessor] = useState(false);
  const onNoSuccessor = () => setLacksSuccessor(true);
  return (
    <Card
      id="client-keys"
      title="Client Encryption Key"
      explain={`Encrypts your requests. The pair is ${props.providerName}'s: you download the public key, the gateway decrypts.`}
    >
      {lacksSuccessor ? (
        <Callout kind="warn">
          The key is revoked. Its successor couldn't be made, because the key store can't be reached at the
          moment: create a key once it is back, and give it to your programs.
        </Callout>
      ) : newest === undefined ? (
        <Callout kind="warn">
          No key is in force, so encrypted requests are refused. Create one, and give it to your programs.
        </Callout>
      ) : null}
      {newest === undefined ? null : (
        <FlowPicture kid={newest.kid} what="Your request" from="Your program" to="Gateway" />
      )}
      {inUse.map((key) => (
        <OneKey
          key={key.id}
          projectId={projectId}
          encryptionKey={key}
          usage={usage}
          providerName={providerName}
          onNoSuccessor={onNoSuccessor}
        />
      ))}
      <WornKeys
        keys={keys}
        render={(key) => (
          <OneKey
            projectId={projectId}
            encryptionKey={key}
            usage={usage}
            providerName={providerName}
            onNoSuccessor={onNoSuccessor}
          />
        )}
      />
      <div className="row card-foot">
        <Action
          can={props.canAdd}
          label="Create key"
          busy={busy}
          onAct={() =>
            change(async () => {
              await post(`/projects/${projectId}/environments/${props.environment}/client-encryption-keys`);
              setLacksSuccessor(false);
            })
          }
        />
        {props.canAdd.allowed ? (
          <span className="soft small">
            Several can be in use at once: create, move your programs, revoke.
          </span>
        ) : null}
      </div>
      <Refusal error={error} />
    </Card>
  );
}

function OneKey(props: {
  readonly projectId: string;
  readonly encryptionKey: ClientKey;
  readonly providerName: string;
  readonly usage: Usage | undefined;
  readonly onNoSuccessor: () => void;
}) {
  const { projectId, encryptionKey: key, usage } = props;
  const use = usage?.clientEncryptionKeys.find(({ id }) => id === key.id);
  const policy = useKeyPolicy();
  const [asking, setAsking] = useState<"revoke" | "report" | null>(null);
  const close = () => setAsking(null);
  return (
    <div className="key" id={`key-${key.id}`} tabIndex={-1}>
      <dl className="facts">
        <dt>Status</dt>
        <dd>
          <StatusBadge status={key.status} />
          {key.compromised ? <span className="badge bad">Compromised</span> : null}
        </dd>
        <KeyFacts encryptionKey={key} />
        {key.destroyedAt === null ? null : (
          <>
            <dt>Private half</dt>
            <dd>{fateOf(key, props.providerName)}</dd>
          </>
        )}
        <UseFacts use={use} stepHours={usage?.stepHours ?? 0} />
      </dl>
      <div className="row card-actions">
        <a
          className="button"
          href={`/api/v1/projects/${projectId}/client-encryption-keys/${key.id}/certificate.pem`}
          download={key.fileName}
        >
          Download .pem
        </a>
        <Action can={key.can.revoke} label="Revoke" kind="danger" onAct={() => setAsking("revoke")} />
        <Action
          can={key.can.reportCompromised}
          label="Report compromised"
          onAct={() => setAsking("report")}
        />
      </div>
      {asking === "report" ? (
        <ReportClientKey
          projectId={projectId}
          keyId={key.id}
          revoked={key.status === "revoked"}
          onNoSuccessor={props.onNoSuccessor}
          onClose={close}
        />
      ) : null}
      {asking === "revoke" ? (
        <RevokeKey
          projectId={projectId}
          type="client-encryption-keys"
          keyId={key.id}
          name={key.kid.slice(0, 8)}
          what="this Client Encryption Key"
          consequence={`Requests encrypted with it are refused at once, on every gateway.${policy.data === undefined ? "" : ` Its private half is destroyed after ${dayCount(policy.data.destroyAfterDays)}; until then ${props.providerName} can bring it back, you can't.`}`}
          use={use}
          confirmCalls={use?.confirmBeforeRevoke === true ? use.calls.day : null}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

/** When nobody can use a revoked key any more, and who still can. */
function fateOf(key: ClientKey, provider: string): string {
  const day = date(key.destroyedAt ?? "");
  if (Date.parse(key.destroyedAt ?? "") <= Date.now()) return `Destroyed on ${day}`;
  return key.restorable
    ? `Is destroyed on ${day}; until then ${provider} can bring the key back`
    : `Is destroyed on ${day}`;
}
