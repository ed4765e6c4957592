import type { EncryptionKey } from "../../api/types.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { date, daysUntil, grouped } from "../../ui/format.ts";
import { KeyMark } from "../../ui/key-mark.tsx";

/** Name, fingerprint and expiry of a key, with its mark to compare by eye. */
export function KeyFacts(props: { readonly encryptionKey: EncryptionKey }) {
  const key = props.encryptionKey;
  const days = daysUntil(key.notAfter, new Date());
  return (
    <>
      <dt className="wide">Key ID (kid)</dt>
      <dd className="wide marked">
        <KeyMark hex={key.kid} />
        <CopyText text={key.kid} name="key ID" shown={grouped(key.kid)} />
      </dd>
      <dt className="wide">Certificate SHA-256</dt>
      <dd className="wide">
        <CopyText
          text={key.fingerprints.certificateSha256}
          name="certificate fingerprint"
          shown={grouped(key.fingerprints.certificateSha256)}
        />
      </dd>
      <dt>Expires</dt>
      <dd>
        {date(key.notAfter)}
        <span className="soft">{days < 0 ? "expired" : `in ${days} days`}</span>
      </dd>
    </>
  );
}
