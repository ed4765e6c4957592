import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../../api/call.ts";
import { date } from "../../ui/format.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { AddOperator } from "./add-operator.tsx";
import { type OperatorPerson, type Operators, ROLE_NAMES } from "./operator-roles.ts";
import { RemoveOperator } from "./remove-operator.tsx";

/** The provider's own people at this desk. */
export function OperatorsPage() {
  const read = useQuery({
    queryKey: ["operator", "people"],
    queryFn: () => get<Operators>("/operator/operators"),
  });
  const [chosen, setChosen] = useState<OperatorPerson | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const changeRole = (person: OperatorPerson) =>
    run(async () => {
      const role = person.role === "reviewer" ? "administrator" : "reviewer";
      await post(`/operator/operators/${person.id}/role`, { role });
      setDone(`${person.name} is ${role === "reviewer" ? "a reviewer" : "an administrator"} now.`);
      await queries.invalidateQueries({ queryKey: ["operator"] });
    });
  return (
    <div className="stack wide">
      <Heading lead="Reviewers look at requests and companies; administrators also keep contracts, policies and people. What takes two takes two different ones.">
        Operators
      </Heading>
      {done === null ? null : <Callout kind="good">{done}</Callout>}
      <Refusal error={error} />
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data?.items.map((person) => (
        <article className="card" key={person.id} aria-label={person.name}>
          <div className="row spread">
            <h2>{person.name}</h2>
            <div className="row">
              {person.can.changeRole.allowed ? (
                <button
                  type="button"
                  className="button"
                  disabled={busy}
                  aria-label={`Make ${person.name} ${person.role === "reviewer" ? "an administrator" : "a reviewer"}`}
                  onClick={() => void changeRole(person)}
                >
                  {person.role === "reviewer" ? "Make administrator" : "Make reviewer"}
                </button>
              ) : null}
              {person.can.remove.allowed ? (
                <button
                  type="button"
                  className="button danger"
                  aria-label={`Remove ${person.name}`}
                  onClick={() => setChosen(person)}
                >
                  Remove
                </button>
              ) : null}
            </div>
          </div>
          <p className="soft">
            {person.email} · {ROLE_NAMES[person.role]} · since {date(person.since)}
          </p>
          {person.hasSecondFactor === false ? (
            <p className="soft small">No second factor: the password alone opens this account.</p>
          ) : null}
          {person.can.remove.reason === "last-administrator" ? (
            <p className="soft small">The desk keeps an administrator: add another one first.</p>
          ) : null}
        </article>
      ))}
      {read.data?.can.add.allowed ? <AddOperator onDone={setDone} /> : null}
      {chosen === null ? null : (
        <RemoveOperator
          person={chosen}
          onDone={() => {
            setDone(`${chosen.name} is no operator any more.`);
            setChosen(null);
          }}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}
