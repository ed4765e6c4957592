import { useQueryClient } from "@tanstack/react-query";
import { put } from "../../api/call.ts";
import { useMe } from "../../api/use-me.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Who of the operators looks at it, and a button to take it on or to leave it to others. */
export function Assignee(props: { readonly path: string; readonly assignee: string | null }) {
  const { assignee } = props;
  const me = useMe();
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const mine = me.data != null && assignee === me.data.account.email;
  const change = () =>
    void run(async () => {
      await put(props.path, { mine: !mine });
      await queries.invalidateQueries({ queryKey: ["operator"] });
    });
  return (
    <>
      <div className="row">
        <span>
          {assignee === null
            ? "Nobody has taken it on."
            : mine
              ? "You have taken it on."
              : `Taken on by ${assignee}.`}
        </span>
        <button type="button" className="button" disabled={busy} onClick={change}>
          {mine ? "Leave it to others" : "Take it on"}
        </button>
      </div>
      <Refusal error={error} />
    </>
  );
}
