import { Link } from "@tanstack/react-router";
import { moment } from "../../ui/format.ts";
import type { AuditEntry } from "./use-audit-log.ts";
import type { AuditView } from "./view.ts";

/** An event in a sentence; opened, what was before and after, and all that the entry holds. */
export function OneEntry(props: { readonly entry: AuditEntry; readonly onView: (view: AuditView) => void }) {
  const { entry, onView } = props;
  return (
    <details className="entry">
      <summary>
        <time dateTime={entry.at} title={utc(entry.at)} className="soft small">
          {moment(entry.at)}
        </time>
        <span>{entry.summary}</span>
        {entry.project ? <span className="soft small">{entry.project.name}</span> : null}
      </summary>
      <div className="stack">
        {entry.changes.length === 0 ? null : <Changes entry={entry} />}
        <dl className="facts">
          <dt>Event</dt>
          <dd>
            {entry.title} <span className="mono soft">{entry.action}</span>
          </dd>
          <dt>Who</dt>
          <dd>{entry.name === null ? entry.actor : `${entry.name}, ${entry.actor}`}</dd>
          <dt>From</dt>
          <dd>{entry.address}</dd>
          <dt>When</dt>
          <dd>{utc(entry.at)}</dd>
          <dt>About</dt>
          <dd className="mono">{entry.subject}</dd>
          {entry.project ? (
            <>
              <dt>Project</dt>
              <dd>
                {entry.project.name} <span className="mono soft">{entry.project.id}</span>
              </dd>
            </>
          ) : null}
          <dt>Entry</dt>
          <dd>
            number {entry.number} <span className="mono soft">request {entry.requestId}</span>
          </dd>
        </dl>
        <div className="row">
          <button type="button" className="button" onClick={() => onView({ actor: entry.actor })}>
            Only what {entry.name ?? entry.actor} did
          </button>
          <button type="button" className="button" onClick={() => onView({ subject: entry.subject })}>
            Only about the same
          </button>
          <button type="button" className="button" onClick={() => onView({ action: entry.action })}>
            Only such events
          </button>
          {entry.chain === undefined ? null : <ChainLinks entry={entry} chain={entry.chain} />}
        </div>
      </div>
    </details>
  );
}

function ChainLinks(props: { readonly entry: AuditEntry; readonly chain: string }) {
  const { entry, chain } = props;
  return (
    <>
      {entry.project ? (
        <Link to="/operator/audit" search={{ project: entry.project.id }} className="button">
          Only this project
        </Link>
      ) : null}
      <a className="button" href={`/api/v1/operator/audit/chains/${chain}.jsonl`} download>
        Export this trail
      </a>
    </>
  );
}

function Changes(props: { readonly entry: AuditEntry }) {
  const { changes } = props.entry;
  const hasBefore = changes.some(({ before }) => before !== undefined);
  return (
    <table className="changes">
      <thead>
        <tr>
          <th scope="col">What</th>
          {hasBefore ? <th scope="col">Before</th> : null}
          <th scope="col">{hasBefore ? "After" : "Written down"}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, label, before, after }) => (
          <tr key={field}>
            <th scope="row">{label}</th>
            {hasBefore ? <td>{told(before)}</td> : null}
            <td>{told(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function told(value: string | number | boolean | null | undefined): string {
  if (value === undefined || value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

function utc(iso: string): string {
  return `${iso.replace("T", " ").replace("Z", "")} UTC`;
}
