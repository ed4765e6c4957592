import type { EncryptionKey } from "../../api/types.ts";
import { Card, StatusBadge } from "../../ui/page.tsx";
import { FlowPicture } from "./flow-picture.tsx";
import { KeyFacts } from "./key-facts.tsx";

export function ClientKeyCard(props: {
  readonly projectId: string;
  readonly encryptionKey: EncryptionKey;
  readonly providerName: string;
}) {
  const key = props.encryptionKey;
  return (
    <Card
      title="Client Encryption Key"
      explain={`Encrypts your requests. The pair is ${props.providerName}'s: you download the public key, the gateway decrypts.`}
    >
      <FlowPicture kid={key.kid} what="Your request" from="Your program" to="Gateway" />
      <dl className="facts">
        <dt>Status</dt>
        <dd>
          <StatusBadge status={key.status} />
        </dd>
        <KeyFacts encryptionKey={key} />
      </dl>
      <div className="row card-actions">
        <a
          className="button"
          href={`/api/v1/projects/${props.projectId}/client-encryption-keys/${key.id}/certificate.pem`}
          download={key.fileName}
        >
          Download .pem
        </a>
        <span className="soft small mono">{key.fileName}</span>
      </div>
    </Card>
  );
}
