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
      <summary>{[counted(worn, "expired"), counted(worn, "revoked")].filter(Boolean).join(", ")}</summary>
      {worn.map((key) => (
        <Fragment key={key.id}>{props.render(key)}</Fragment>
      ))}
    </details>
  );
}

function counted(keys: readonly EncryptionKey[], status: "expired" | "revoked"): string {
  const count = keys.filter((key) => key.status === status).length;
  if (count === 0) return "";
  return count === 1 ? `One ${status} key` : `${count} ${status} keys`;
}
