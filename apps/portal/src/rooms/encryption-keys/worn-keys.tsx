import { Fragment, type ReactNode } from "react";
import type { EncryptionKey } from "../../api/types.ts";

/** Keys that no longer work, folded away: they are history, and seldom looked for. */
export function WornKeys<Key extends EncryptionKey>(props: {
  readonly keys: readonly Key[];
  readonly render: (key: Key) => ReactNode;
}) {
  const worn = props.keys.filter(({ status }) => status === "expired" || status === "revoked").toReversed();
  if (worn.length === 0) return null;
  return (
    <details className="worn">
      <summary>
        {worn.length === 1 ? "One expired or revoked key" : `${worn.length} expired or revoked keys`}
      </summary>
      {worn.map((key) => (
        <Fragment key={key.id}>{props.render(key)}</Fragment>
      ))}
    </details>
  );
}
