import { remove } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

export interface EmailChange {
  readonly email: string;
  readonly oldConfirmed: boolean;
  readonly newConfirmed: boolean;
  readonly expiresAt: string;
}

/** A change of address that waits for a yes from both mailboxes, and the way to drop it. */
export function WaitingChange(props: {
  readonly change: EmailChange;
  readonly email: string;
  readonly onDone: (said: string) => Promise<void>;
}) {
  const { change, email } = props;
  const { busy, error, run } = useFormCall();
  const ends = [
    { address: email, done: change.oldConfirmed },
    { address: change.email, done: change.newConfirmed },
  ];
  const waiting = ends.filter(({ done }) => !done).map(({ address }) => address);
  const cancel = () =>
    run(async () => {
      await remove("/accounts/me/email");
      await props.onDone(`The change is cancelled: you log in as ${email} as before.`);
    });
  return (
    <div className="callout warn stack">
      <p>
        The address becomes {change.email} once the link is opened that was sent to {waiting.join(" and to ")}
        , by {moment(change.expiresAt)}.
      </p>
      <Refusal error={error} />
      <div className="row">
        <button type="button" className="button" disabled={busy} onClick={() => void cancel()}>
          Cancel this change
        </button>
      </div>
    </div>
  );
}
