export interface OperationUse {
  operation: string;
  calls: number;
  refused: number;
  failed: number;
  encrypted: number;
  meanMilliseconds: number;
}

/** A line an operation: what it is, its share of all calls, and what came of them. */
export function OperationList(props: { readonly items: readonly OperationUse[]; readonly calls: number }) {
  return (
    <ul className="list">
      {props.items.map((one) => (
        <li key={one.operation} className="item">
          <span className="row spread">
            {one.operation === "other" ? (
              <strong>Everything else</strong>
            ) : (
              <strong className="mono operation">{one.operation}</strong>
            )}
            <span>{number(one.calls)}</span>
          </span>
          <span className="share" aria-hidden="true">
            <span style={{ width: `${(100 * one.calls) / props.calls}%` }} />
          </span>
          <span className="soft small">
            {one.operation === "other" ? "No operation of this API, or one that never succeeded · " : ""}
            {wordsOf(one)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function wordsOf({ calls, refused, failed, encrypted, meanMilliseconds }: OperationUse): string {
  return [
    refused === 0 ? null : `${number(refused)} refused`,
    failed === 0 ? null : `${number(failed)} failed`,
    refused + failed === 0 ? "all succeeded" : null,
    `${Math.round((100 * encrypted) / calls)} % encrypted`,
    `${number(meanMilliseconds)} ms on average`,
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
