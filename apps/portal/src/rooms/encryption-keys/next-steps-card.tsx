import type { EncryptionKey, NextStep } from "../../api/types.ts";
import { date } from "../../ui/format.ts";
import { Card } from "../../ui/page.tsx";

const LOOK = { now: "bad", soon: "warn", tidy: "" } as const;
const NAMES = { now: "Now", soon: "Soon", tidy: "Tidy up" } as const;

/** What the server says is to be done about the keys, each with the way to it; where all is well, until when. */
export function NextStepsCard(props: {
  readonly steps: readonly NextStep[];
  readonly keys: readonly EncryptionKey[];
  /** Opens the card that adds a partner's key; null: it is open, or may not be. */
  readonly onAdd: (() => void) | null;
}) {
  const { steps, keys, onAdd } = props;
  return (
    <Card title="What to do next" across>
      {steps.length === 0 ? (
        <p className="soft small">{quiet(keys)}</p>
      ) : (
        <ol className="plain stack next-steps">
          {steps.map((step) => (
            <li key={`${step.code} ${step.keyIds.join()}`} className="row">
              <span className={`badge ${LOOK[step.urgency]}`}>{NAMES[step.urgency]}</span>
              <span className="text">{step.text}</span>
              <Way step={step} onAdd={onAdd} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

/** To the key, or to where one is added. */
function Way(props: { readonly step: NextStep; readonly onAdd: (() => void) | null }) {
  const { step, onAdd } = props;
  if (step.code === "add-mastercard-key" || step.code === "replace-mastercard-key") {
    return onAdd === null ? null : (
      <button type="button" className="button" onClick={onAdd}>
        Add key
      </button>
    );
  }
  const [keyId] = step.keyIds;
  const show = () => {
    const place = document.getElementById(keyId === undefined ? "client-keys" : `key-${keyId}`);
    // A worn key lies in a fold.
    const fold = place?.closest("details");
    if (fold) fold.open = true;
    place?.scrollIntoView({ block: "center" });
    place?.focus({ preventScroll: true });
  };
  return (
    <button type="button" className="button" onClick={show}>
      {keyId === undefined ? "Show where" : "Show key"}
    </button>
  );
}

function quiet(keys: readonly EncryptionKey[]): string {
  const [next] = keys
    .filter(({ status }) => status === "active")
    .map(({ nextReminderAt, notAfter }) => ({ nextReminderAt, notAfter }))
    .sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
  if (next === undefined) return "Nothing.";
  const reminder =
    next.nextReminderAt === null ? "" : `, and you are first reminded on ${date(next.nextReminderAt)}`;
  return `Nothing: all keys are in order. The first one expires on ${date(next.notAfter)}${reminder}.`;
}
