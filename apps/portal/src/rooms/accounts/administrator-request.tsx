import { post, remove } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import type { OperatorPerson } from "./operator-roles.ts";

/** What one administrator has asked for, and another one confirms or declines. */
export function AdministratorRequest(props: {
  readonly person: OperatorPerson;
  readonly request: NonNullable<OperatorPerson["administratorRequest"]>;
  readonly onDone: (said: string) => Promise<void>;
}) {
  const { person, request } = props;
  const { changeRole, dropAdministratorRequest: drop } = person.can;
  const { busy, error, run } = useFormCall();
  const at = `/operator/operators/${person.id}`;
  const own = changeRole.reason === "second-pair-of-eyes";
  const confirm = () =>
    run(async () => {
      await post(`${at}/role`, { role: "administrator" });
      await props.onDone(`${person.name} is an administrator now.`);
    });
  const decline = () =>
    run(async () => {
      await remove(`${at}/administrator-request`);
      await props.onDone(`${person.name} stays a reviewer.`);
    });
  return (
    <section className="callout warn stack" aria-label={`${person.name} as an administrator`}>
      <p>
        <strong>{request.askedBy}</strong> asked on {moment(request.askedAt)} that {person.name} becomes an
        administrator.{" "}
        {own
          ? "Another administrator confirms it"
          : "Confirm it if you have heard of it from them by another way than by mail, and decline it otherwise"}
        ; it lapses on {moment(request.lapsesAt)}.
      </p>
      <Refusal error={error} />
      <div className="row">
        {changeRole.allowed ? (
          <button type="button" className="button primary" disabled={busy} onClick={() => void confirm()}>
            Confirm as administrator
          </button>
        ) : null}
        {drop.allowed ? (
          <button type="button" className="button" disabled={busy} onClick={() => void decline()}>
            {own ? "Take it back" : "Decline"}
          </button>
        ) : null}
      </div>
    </section>
  );
}
