import type { EncryptionKey, MastercardKey } from "../../api/types.ts";
import { Card } from "../../ui/page.tsx";
import { layOut, type TimelineBar } from "./timeline-geometry.ts";

const percent = (fraction: number) => `${(fraction * 100).toFixed(2)}%`;
const month = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });

/** Each key a bar from made to expiry, the time it was in use filled, a line for now, a dot for the next reminder. */
export function KeyTimeline(props: {
  readonly clientKeys: readonly EncryptionKey[];
  readonly mastercardKeys: readonly MastercardKey[];
}) {
  const { bars, now, ticks } = layOut(props.clientKeys, props.mastercardKeys, new Date());
  return (
    <Card
      title="Key timeline"
      explain="From made to expiry. Green is the time in use, the line is now, the dot is the next reminder by mail, a green stroke a scheduled activation."
    >
      <div
        className="timeline"
        role="img"
        aria-label={`Timeline of ${bars.map((bar) => (bar.scheduled === null ? bar.name : `${bar.name}, whose activation is scheduled`)).join(", ")}`}
      >
        {bars.map((bar) => (
          <Row key={bar.key} bar={bar} now={now} ticks={ticks} />
        ))}
        <svg className="axis" aria-hidden="true">
          {ticks.map((tick) => (
            <text key={tick.at} x={percent(tick.at)} y="16" textAnchor="middle" className="soft">
              {month.format(tick.date)}
            </text>
          ))}
        </svg>
      </div>
    </Card>
  );
}

function Row(props: {
  readonly bar: TimelineBar;
  readonly now: number;
  readonly ticks: readonly { at: number }[];
}) {
  const { bar, now, ticks } = props;
  return (
    <>
      <span className="name">{bar.name}</span>
      <svg aria-hidden="true">
        {ticks.map(({ at }) => (
          <line key={at} className="tick" x1={percent(at)} x2={percent(at)} y1="0" y2="32" />
        ))}
        <rect
          className="life"
          x={percent(bar.from)}
          y="10"
          width={percent(bar.to - bar.from)}
          height="12"
          rx="3"
        />
        {bar.active.map((span) => (
          <rect
            key={span.from}
            className="active"
            x={percent(span.from)}
            y="10"
            width={percent(Math.max(0.006, span.to - span.from))}
            height="12"
            rx="3"
          />
        ))}
        {bar.reminder === null ? null : (
          <circle className="reminder" cx={percent(bar.reminder)} cy="16" r="4" />
        )}
        {bar.scheduled === null ? null : (
          <line
            className="scheduled"
            x1={percent(bar.scheduled)}
            x2={percent(bar.scheduled)}
            y1="6"
            y2="26"
          />
        )}
        <line className="now" x1={percent(now)} x2={percent(now)} y1="2" y2="30" />
      </svg>
    </>
  );
}
