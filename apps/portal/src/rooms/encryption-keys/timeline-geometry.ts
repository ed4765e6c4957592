import type { EncryptionKey, MastercardKey } from "../../api/types.ts";

export interface TimelineBar {
  readonly key: string;
  readonly name: string;
  /** All as fractions of the whole width, 0 to 1. */
  readonly from: number;
  readonly to: number;
  readonly active: readonly { from: number; to: number }[];
  readonly reminder: number | null;
  /** When its activation is scheduled. */
  readonly scheduled: number | null;
}

const DAY_MS = 86_400_000;
const MOST_QUARTERS = 6;

/** Where each key's bar, its active spans, the next reminder and now lie. */
export function layOut(
  clientKeys: readonly EncryptionKey[],
  mastercardKeys: readonly MastercardKey[],
  now: Date,
): { bars: TimelineBar[]; now: number; ticks: { at: number; date: Date }[] } {
  const all = [...clientKeys, ...mastercardKeys];
  const times = all.flatMap((key) => [Date.parse(key.createdAt), Date.parse(key.notAfter)]);
  const start = Math.min(now.getTime(), ...times) - 14 * DAY_MS;
  const end = Math.max(now.getTime(), ...times) + 14 * DAY_MS;
  const at = (time: number) => (time - start) / (end - start);
  const bar = (
    key: EncryptionKey,
    name: string,
    spans: readonly { from: string; to: string | null }[],
    scheduledAt: string | null,
  ): TimelineBar => {
    return {
      key: key.id,
      name,
      from: at(Date.parse(key.createdAt)),
      to: at(Date.parse(key.notAfter)),
      active: spans.map((span) => ({
        from: at(Date.parse(span.from)),
        to: at(Math.min(span.to === null ? now.getTime() : Date.parse(span.to), Date.parse(key.notAfter))),
      })),
      reminder: key.nextReminderAt === null ? null : at(Date.parse(key.nextReminderAt)),
      scheduled: scheduledAt === null ? null : at(Date.parse(scheduledAt)),
    };
  };
  return {
    bars: [
      ...clientKeys.map((key) =>
        bar(key, "Client Encryption Key", [{ from: key.createdAt, to: key.revokedAt }], null),
      ),
      ...mastercardKeys.map((key) =>
        bar(key, key.alias, key.activations, key.schedule?.outcome === null ? key.schedule.at : null),
      ),
    ],
    now: at(now.getTime()),
    ticks: quarters(start, end).map((date) => ({ at: at(date.getTime()), date })),
  };
}

/** The first days of the quarters between two times; of the years where those would be too many to read. */
function quarters(start: number, end: number): Date[] {
  const step = end - start > MOST_QUARTERS * 92 * DAY_MS ? 12 : 3;
  const first = new Date(start).getUTCFullYear();
  const last = new Date(end).getUTCFullYear();
  return Array.from({ length: ((last - first + 1) * 12) / step }, (_, index) => Date.UTC(first, index * step))
    .filter((time) => time >= start && time <= end)
    .map((time) => new Date(time));
}
