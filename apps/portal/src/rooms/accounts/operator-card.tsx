import { useState } from "react";
import { post } from "../../api/call.ts";
import { date } from "../../ui/format.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { AdministratorRequest } from "./administrator-request.tsx";
import { type OperatorPerson, type Operators, ROLE_NAMES } from "./operator-roles.ts";
import { RemoveOperator } from "./remove-operator.tsx";

const WHY_NOT: Readonly<Record<string, string>> = {
  "last-administrator": "The desk keeps an administrator: add another one first.",
  "too-soon":
    "The desk has lost an administrator within the last three days: until these are over nobody becomes one by you alone.",
};

/** One of the provider's people, and what can be done about them. */
export function OperatorCard(props: {
  readonly person: OperatorPerson;
  readonly onDone: (said: string) => Promise<void>;
}) {
  const { person } = props;
  const { name, can, administratorRequest: request } = person;
  const [removing, setRemoving] = useState(false);
  const { busy, error, run } = useFormCall();
  const up = person.role === "reviewer";
  const changeRole = () =>
    run(async () => {
      const role = up ? "administrator" : "reviewer";
      const waiting = await post<Operators | undefined>(`/operator/operators/${person.id}/role`, { role });
      await props.onDone(
        waiting === undefined
          ? `${name} is ${up ? "an administrator" : "a reviewer"} now.`
          : `Another administrator confirms within three days that ${name} becomes one. Everybody at the desk is told.`,
      );
    });
  const whyNot = WHY_NOT[can.changeRole.reason ?? ""];
  return (
    <article className="card stack" aria-label={name}>
      <div className="row spread top">
        <div>
          <h2>{name}</h2>
          <p className="soft">
            {person.email} · {ROLE_NAMES[person.role]} · since {date(person.since)}
          </p>
          {person.hasSecondFactor === false ? (
            <p className="soft small">No second factor: the password alone opens this account.</p>
          ) : null}
          {whyNot === undefined ? null : <p className="soft small">{whyNot}</p>}
        </div>
        <div className="row">
          {can.changeRole.allowed && request === null ? (
            <button
              type="button"
              className="button"
              disabled={busy}
              aria-label={`Make ${up ? "administrator" : "reviewer"}: ${name}`}
              onClick={() => void changeRole()}
            >
              {up ? "Make administrator" : "Make reviewer"}
            </button>
          ) : null}
          {can.remove.allowed ? (
            <button
              type="button"
              className="button danger"
              aria-label={`Remove ${name}`}
              onClick={() => setRemoving(true)}
            >
              Remove
            </button>
          ) : null}
        </div>
      </div>
      <Refusal error={error} />
      {request === null ? null : (
        <AdministratorRequest person={person} request={request} onDone={props.onDone} />
      )}
      {removing ? (
        <RemoveOperator
          person={person}
          onDone={() => void props.onDone(`${name} is no operator any more.`)}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </article>
  );
}
