import { moment } from "../../ui/format.ts";
import { Card } from "../../ui/page.tsx";
import { inWords, type TimelineEntry } from "./answers.ts";

/** What has happened and what was said, as both sides read it. */
export function Timeline(props: { readonly entries: readonly TimelineEntry[] }) {
  return (
    <Card title="Timeline" explain="Partner and provider read the same.">
      {props.entries.length === 0 ? <p className="soft">Nothing has happened yet.</p> : null}
      <dl className="facts">
        {props.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </dl>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  return (
    <>
      <dt>{moment(entry.at)}</dt>
      <dd>
        <span>
          <strong>{inWords(entry.kind)}</strong> <span className="soft">by {entry.author}</span>
          {entry.text === null ? null : (
            <>
              <br />
              {entry.text}
            </>
          )}
        </span>
      </dd>
    </>
  );
}
