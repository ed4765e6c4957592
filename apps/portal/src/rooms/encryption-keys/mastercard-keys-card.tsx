import { useState } from "react";
import { remove } from "../../api/call.ts";
import type { Ability, MastercardKey, Usage } from "../../api/types.ts";
import { moment } from "../../ui/format.ts";
import { Callout, Card, Refusal, StatusBadge } from "../../ui/page.tsx";
import { UseFacts } from "../../ui/use-facts.tsx";
import { Action } from "./action.tsx";
import { ActivateKey } from "./activate-key.tsx";
import { FlowPicture } from "./flow-picture.tsx";
import { KeyFacts } from "./key-facts.tsx";
import { readinessSentence } from "./readiness.ts";
import { RehearseKey } from "./rehearse-key.tsx";
import { RenameKey } from "./rename-key.tsx";
import { ReportMastercardKey } from "./report-compromised.tsx";
import { RevokeKey } from "./revoke-key.tsx";
import { ScheduleFacts } from "./schedule-facts.tsx";
import { useKeyCall } from "./use-key-call.ts";
import { WornKeys } from "./worn-keys.tsx";

export function MastercardKeysCard(props: {
  readonly projectId: string;
  readonly keys: readonly MastercardKey[];
  readonly usage: Usage | undefined;
  readonly canAdd: Ability;
  readonly providerName: string;
  /** Opens the card that adds a key; null while it is open. */
  readonly onAdd: (() => void) | null;
  /** Opens it for the successor of a compromised key. */
  readonly onReplace: (key: MastercardKey) => void;
}) {
  const { projectId, keys, onAdd } = props;
  const active = keys.find(({ status }) => status === "active");
  const waiting = keys.filter(({ status }) => status === "inactive").toReversed();
  const one = (key: MastercardKey) => (
    <OneKey
      key={key.id}
      projectId={projectId}
      encryptionKey={key}
      usage={props.usage}
      active={active}
      waiting={waiting}
      canAdd={props.canAdd}
      onReplace={() => props.onReplace(key)}
    />
  );
  return (
    <Card
      title={`${props.providerName} Encryption Key`}
      explain={`Encrypts the gateway's answers to you. The pair is yours: ${props.providerName} holds the public key, your program decrypts.`}
    >
      {keys.length === 0 ? (
        <Callout kind="warn">
          There is none yet, so encrypted answers can't be made.
          {props.canAdd.allowed
            ? " Add one below; a file that was not downloaded when it was made can't be had again either."
            : null}
        </Callout>
      ) : null}
      {active === undefined ? null : (
        <FlowPicture kid={active.kid} what="The answer" from="Gateway" to="Your program" />
      )}
      {active === undefined ? null : one(active)}
      {waiting.map(one)}
      <WornKeys keys={keys} render={one} />
      {onAdd === null || keys.length === 0 ? null : (
        <div className="row card-foot">
          <Action can={props.canAdd} label="Add key" onAct={onAdd} />
          {props.canAdd.allowed ? (
            <span className="soft small">A new key waits, inactive, until you activate it.</span>
          ) : null}
        </div>
      )}
    </Card>
  );
}

function OneKey(props: {
  readonly projectId: string;
  readonly encryptionKey: MastercardKey;
  readonly usage: Usage | undefined;
  readonly active: MastercardKey | undefined;
  readonly waiting: readonly MastercardKey[];
  readonly canAdd: Ability;
  readonly onReplace: () => void;
}) {
  const { projectId, encryptionKey: key, usage } = props;
  const use = usage?.mastercardEncryptionKeys.find(({ id }) => id === key.id);
  const [asking, setAsking] = useState<"rehearse" | "activate" | "rename" | "revoke" | "report" | null>(null);
  const close = () => setAsking(null);
  const { busy, error, change } = useKeyCall(projectId);
  const cancel = () =>
    change(() => remove(`/projects/${projectId}/mastercard-encryption-keys/${key.id}/schedule`));
  return (
    <div className="key" id={`key-${key.id}`} tabIndex={-1}>
      <dl className="facts">
        <dt>Alias</dt>
        <dd>
          <strong>{key.alias}</strong>
          <StatusBadge status={key.status} />
          {key.compromised ? <span className="badge bad">Compromised</span> : null}
        </dd>
        <KeyFacts encryptionKey={key} />
        <UseFacts use={use} stepHours={usage?.stepHours ?? 0} />
        {use === undefined || key.status !== "inactive" ? null : (
          <>
            <dt>Ready</dt>
            <dd>{readinessSentence(use.readiness)}</dd>
          </>
        )}
        <ScheduleFacts encryptionKey={key} />
        {key.provenAt === null ? null : (
          <>
            <dt>Proven</dt>
            <dd>
              {moment(key.provenAt)} <span className="soft">from {key.provenFrom}</span>
            </dd>
          </>
        )}
      </dl>
      <div className="row card-actions">
        <Action can={key.can.rehearse} label="Rehearse" onAct={() => setAsking("rehearse")} />
        <Action can={key.can.activate} label="Activate" kind="primary" onAct={() => setAsking("activate")} />
        <a
          className="button"
          href={`/api/v1/projects/${projectId}/mastercard-encryption-keys/${key.id}/certificate.pem`}
          download
        >
          Download certificate
        </a>
        <Action can={key.can.cancelSchedule} label="Cancel activation" busy={busy} onAct={cancel} />
        <Action can={key.can.rename} label="Rename" onAct={() => setAsking("rename")} />
        <Action can={key.can.revoke} label="Revoke" kind="danger" onAct={() => setAsking("revoke")} />
        <Action
          can={key.can.reportCompromised}
          label="Report compromised"
          onAct={() => setAsking("report")}
        />
      </div>
      <Refusal error={error} />
      {asking === "rehearse" ? (
        <RehearseKey projectId={projectId} encryptionKey={key} onClose={close} />
      ) : null}
      {asking === "activate" ? (
        <ActivateKey
          projectId={projectId}
          encryptionKey={key}
          before={props.active}
          readiness={use?.readiness}
          onClose={close}
        />
      ) : null}
      {asking === "rename" ? <RenameKey projectId={projectId} encryptionKey={key} onClose={close} /> : null}
      {asking === "report" ? (
        <ReportMastercardKey
          projectId={projectId}
          encryptionKey={key}
          waiting={props.waiting.filter((other) => other.id !== key.id)}
          canAdd={props.canAdd}
          onReplace={props.onReplace}
          onClose={close}
        />
      ) : null}
      {asking === "revoke" ? (
        <RevokeKey
          projectId={projectId}
          type="mastercard-encryption-keys"
          keyId={key.id}
          name={key.alias}
          what={`“${key.alias}”`}
          consequence="It can't be activated again, and answers are never encrypted with it any more. A revoked key stays revoked."
          use={use}
          confirmCalls={null}
          onClose={close}
        />
      ) : null}
    </div>
  );
}
