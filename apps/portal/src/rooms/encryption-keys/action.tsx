import type { Ability } from "../../api/types.ts";

/** Why something can't be done, for people. What isn't listed is no use to show. */
const REASONS: Readonly<Record<string, string>> = {
  "revoking-active-key": "Activate its successor first; then this key can be revoked.",
  "revoking-last-client-key": "It is the only one in force. Create its successor first.",
  "key-not-proven":
    "Rehearse it first: the provider takes only keys whose private half was shown to be there.",
  "activating-expired-key": "It has expired. Add a new key and activate that.",
  "too-many-keys": "There are as many keys as there may be.",
  "encryption-keys-not-enabled": "Ask the provider to enable encryption keys for your company.",
};

/** A button for what may be done; where it may not and there is something to say, the reason. */
export function Action(props: {
  readonly can: Ability;
  readonly label: string;
  readonly kind?: "danger" | "primary";
  readonly busy?: boolean;
  readonly onAct: () => void;
}) {
  const reason = REASONS[props.can.reason ?? ""];
  if (props.can.allowed) {
    return (
      <button
        type="button"
        className={`button ${props.kind ?? ""}`}
        disabled={props.busy}
        onClick={props.onAct}
      >
        {props.label}
      </button>
    );
  }
  return reason === undefined ? null : (
    <span className="soft small">
      {props.label}: {reason}
    </span>
  );
}
