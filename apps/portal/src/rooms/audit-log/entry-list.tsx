import { ApiProblem } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Refusal, Skeleton } from "../../ui/page.tsx";
import { OneEntry } from "./one-entry.tsx";
import type { useAuditLog } from "./use-audit-log.ts";
import type { AuditView } from "./view.ts";

/** Filters come from the address bar, where no field stands beside what is wrong with it. */
function told(error: Error): Error {
  const details = error instanceof ApiProblem ? error.fields.map(({ detail }) => detail) : [];
  return details.length === 0 ? error : new Error(details.join(" "));
}

/** The entries of a view, page after page. */
export function EntryList(props: {
  readonly log: ReturnType<typeof useAuditLog>;
  readonly filtered: boolean;
  readonly onView: (view: AuditView) => void;
}) {
  const { log } = props;
  const pages = log.data?.pages ?? [];
  const entries = pages.flatMap(({ items }) => items);
  const lookedBackTo = pages.at(-1)?.lookedBackTo ?? null;
  if (log.isPending) return <Skeleton />;
  return (
    <div className="stack" aria-busy={log.isFetching}>
      {entries.length === 0 ? null : (
        <ol className="list audit-log" aria-label="Events, newest first">
          {entries.map((entry) => (
            <li key={`${entry.chain ?? ""} ${entry.number}`}>
              <OneEntry entry={entry} onView={props.onView} />
            </li>
          ))}
        </ol>
      )}
      {entries.length === 0 && log.error === null && !log.hasNextPage ? (
        <section className="card stack" aria-label="Nothing found">
          <h2>{props.filtered ? "Nothing fits" : "Nothing has happened yet"}</h2>
          <p className="soft">
            {props.filtered
              ? "No event fits all of these filters. Take one away, or choose a longer time."
              : "Whatever is done to keys, credentials and settings will stand here."}
          </p>
        </section>
      ) : null}
      <Refusal error={log.error === null ? null : told(log.error)} />
      <div className="row" role="status">
        {log.hasNextPage ? (
          <button
            type="button"
            className="button"
            disabled={log.isFetchingNextPage}
            onClick={() => log.fetchNextPage()}
          >
            {lookedBackTo === null ? "Show older events" : "Look further back"}
          </button>
        ) : null}
        {log.error === null ? null : (
          <button type="button" className="button" onClick={() => log.refetch()}>
            Try again
          </button>
        )}
        <span className="soft small">
          {lookedBackTo !== null
            ? `${entries.length === 0 ? "Nothing found" : `${entries.length} found`} so far, back to ${moment(lookedBackTo)}.`
            : entries.length === 0
              ? ""
              : `${entries.length === 1 ? "1 event" : `${entries.length} events`}${log.hasNextPage ? ", and there are more" : ", and no more"}.`}
        </span>
      </div>
    </div>
  );
}
