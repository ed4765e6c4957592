import type { MastercardKey } from "../../api/types.ts";
import { inBothZones } from "./scheduled-time.ts";

const REASONS: Readonly<Record<string, string>> = {
  "key-revoked": "the key was revoked",
  "activating-expired-key": "the key had expired",
  "key-not-proven": "nobody had proven the key",
};

/** When a key is to be activated, or why it was not. */
export function ScheduleFacts(props: { readonly encryptionKey: MastercardKey }) {
  const { schedule } = props.encryptionKey;
  if (schedule === null) return null;
  if (schedule.outcome === "refused") {
    return (
      <>
        <dt>Not activated</dt>
        <dd>
          It was to be at {inBothZones(schedule.at)}: {REASONS[schedule.reason ?? ""] ?? "it was refused"}.
        </dd>
      </>
    );
  }
  if (schedule.outcome !== null) return null;
  return (
    <>
      <dt>Activation</dt>
      <dd>
        {inBothZones(schedule.at)} <span className="soft">by {schedule.scheduledBy}</span>
      </dd>
    </>
  );
}
