import type { Use } from "../api/types.ts";
import { count, momentOrTime } from "./format.ts";
import { Sparkline } from "./sparkline.tsx";

/** A row of facts: how much something was used lately, as a picture and in words. Nothing until it is known. */
export function UseFacts(props: { readonly use: Use | undefined; readonly stepHours: number }) {
  const { use } = props;
  if (use === undefined) return null;
  return (
    <>
      <dt>Use</dt>
      <dd className="use">
        {use.calls.week === 0 ? null : (
          <Sparkline
            values={use.steps}
            label={`Calls of the last week: ${count(use.calls.week)}, at most ${count(Math.max(...use.steps))} in ${props.stepHours} hours`}
          />
        )}
        <span>{describeUse(use, new Date())}</span>
      </dd>
    </>
  );
}

/** E.g. `last used 14:02 · 1,204 calls in the last day`. */
export function describeUse(use: Pick<Use, "lastUsedAt" | "calls">, now: Date): string {
  if (use.lastUsedAt === null) return "no call has been counted yet";
  const last = `last used ${momentOrTime(use.lastUsedAt, now)}`;
  const { day } = use.calls;
  return day === 0 ? last : `${last} · ${day === 1 ? "1 call" : `${count(day)} calls`} in the last day`;
}

/** What would stop with it: calls in the last hour, day and week, before something is taken away for good. */
export function RecentUse(props: { readonly use: Use }) {
  const { calls, lastUsedAt } = props.use;
  return (
    <dl className="facts counts">
      <dt>Last hour</dt>
      <dd>{count(calls.hour)} calls</dd>
      <dt>Last day</dt>
      <dd>{count(calls.day)} calls</dd>
      <dt>Last week</dt>
      <dd>{count(calls.week)} calls</dd>
      <dt>Last used</dt>
      <dd>{lastUsedAt === null ? "never, as far as counted" : momentOrTime(lastUsedAt, new Date())}</dd>
    </dl>
  );
}
