import type { EncryptionKey, MastercardKey } from "../../api/types.ts";
import { date } from "../../ui/format.ts";
import { Card } from "../../ui/page.tsx";
import { layOut } from "./timeline-geometry.ts";

const LEFT = 150;
const WIDTH = 560;
const ROW = 30;

/** Each key a bar from made to expiry, the time it was in use filled, a line for now, a dot for the next reminder. */
export function KeyTimeline(props: {
  readonly clientKeys: readonly EncryptionKey[];
  readonly mastercardKeys: readonly MastercardKey[];
}) {
  const { bars, now, start, end } = layOut(props.clientKeys, props.mastercardKeys, new Date());
  const height = bars.length * ROW + 40;
  const x = (fraction: number) => LEFT + fraction * WIDTH;
  const label = bars.map((bar) => bar.name).join(", ");
  return (
    <Card
      title="Key timeline"
      explain="From made to expiry; green is the time in use, the dot is the next reminder by mail."
    >
      <svg
        className="timeline wide"
        viewBox={`0 0 ${LEFT + WIDTH + 10} ${height}`}
        role="img"
        aria-label={`Timeline of ${label}`}
      >
        {bars.map((bar, row) => (
          <g key={bar.key} transform={`translate(0 ${row * ROW + 6})`}>
            <text x="0" y="14">
              {bar.name.length > 22 ? `${bar.name.slice(0, 21)}…` : bar.name}
            </text>
            <rect
              className="life"
              x={x(bar.from)}
              y="4"
              width={(bar.to - bar.from) * WIDTH}
              height="12"
              rx="3"
            />
            {bar.active.map((span) => (
              <rect
                key={span.from}
                className="active"
                x={x(span.from)}
                y="4"
                width={Math.max(3, (span.to - span.from) * WIDTH)}
                height="12"
                rx="3"
              />
            ))}
            {bar.reminder === null ? null : (
              <circle className="reminder" cx={x(bar.reminder)} cy="10" r="3.5" />
            )}
          </g>
        ))}
        <path className="now" d={`M${x(now)} 2 V${height - 28}`} />
        <text x={x(now)} y={height - 14} textAnchor="middle">
          now
        </text>
        <text x={LEFT} y={height - 1} className="soft">
          {date(start.toISOString())}
        </text>
        <text x={LEFT + WIDTH} y={height - 1} textAnchor="end" className="soft">
          {date(end.toISOString())}
        </text>
      </svg>
    </Card>
  );
}
