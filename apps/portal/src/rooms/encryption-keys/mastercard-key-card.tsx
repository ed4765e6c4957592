import type { MastercardKey } from "../../api/types.ts";
import { Callout, Card, StatusBadge } from "../../ui/page.tsx";
import { FlowPicture } from "./flow-picture.tsx";
import { KeyFacts } from "./key-facts.tsx";

export function MastercardKeyCard(props: {
  readonly projectId: string;
  readonly keys: readonly MastercardKey[];
  readonly providerName: string;
}) {
  return (
    <Card
      title={`${props.providerName} Encryption Key`}
      explain={`Encrypts the gateway's answers to you. The pair is yours: ${props.providerName} holds the public key, your program decrypts.`}
    >
      {props.keys.length === 0 ? (
        <Callout kind="warn">
          There is none yet, so encrypted answers can't be made. Add one below; a file that was not downloaded
          when it was made can't be had again either.
        </Callout>
      ) : null}
      {props.keys.map((key) => (
        <div key={key.id} className="key">
          {key.status === "active" ? (
            <FlowPicture kid={key.kid} what="The answer" from="Gateway" to="Your program" />
          ) : null}
          <dl className="facts">
            <dt>Alias</dt>
            <dd>
              <strong>{key.alias}</strong>
              <StatusBadge status={key.status} />
            </dd>
            <KeyFacts encryptionKey={key} />
          </dl>
          <div className="row card-actions">
            <a
              className="button"
              href={`/api/v1/projects/${props.projectId}/mastercard-encryption-keys/${key.id}/certificate.pem`}
              download
            >
              Download certificate
            </a>
          </div>
        </div>
      ))}
    </Card>
  );
}
