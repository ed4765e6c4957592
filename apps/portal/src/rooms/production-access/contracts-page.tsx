import { useState } from "react";
import type { Ability } from "../../api/types.ts";
import { dayCount, moment } from "../../ui/format.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ShowMore } from "../../ui/show-more.tsx";
import { useGrowingList } from "../../ui/use-growing-list.ts";
import { PLAN_NAMES, type Plan } from "./answers.ts";
import { type ContractService, EnterContract } from "./enter-contract.tsx";
import { WithdrawContract } from "./withdraw-contract.tsx";

interface Contracts {
  items: {
    id: string;
    number: string;
    company: string;
    apiService: string;
    plan: Plan;
    validFrom: string;
    validTo: string | null;
    executedOn: string | null;
    document: string | null;
    inForce: boolean;
    endsInDays: number | null;
    withdrawal: { at: string; by: string; reason: string } | null;
    can: { withdraw: Ability };
  }[];
  next: string | null;
  apiServices: ContractService[];
  can: { enter: Ability };
}

/** For operators: the contracts on file, and a form to enter one. */
export function ContractsPage() {
  const read = useGrowingList<Contracts>("/operator/contracts", {}, ["operator", "contracts"]);
  const first = read.data?.pages[0];
  const items = read.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState<Contracts["items"][number] | null>(null);
  const [entering, setEntering] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  return (
    <div className="stack wide">
      <div className="row spread top">
        <Heading lead="An approval rests on an executed contract that is in force on the day.">
          Contracts
        </Heading>
        {first?.can.enter.allowed && !entering ? (
          <button type="button" className="button primary" onClick={() => setEntering(true)}>
            Enter a contract
          </button>
        ) : null}
      </div>
      {said === null ? null : <Callout kind="good">{said}</Callout>}
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {first !== undefined && entering ? (
        <EnterContract
          services={first.apiServices}
          onEntered={(number) => {
            setEntering(false);
            setSaid(`Contract ${number} is on file.`);
          }}
          onCancel={() => setEntering(false)}
        />
      ) : null}
      {read.isSuccess && items.length === 0 ? <p className="soft">No contract is on file.</p> : null}
      {items.map((one) => (
        <section className="card stack" key={one.id} aria-label={`Contract ${one.number}`}>
          <div className="row spread top">
            <div>
              <h2>
                {one.number}{" "}
                {one.endsInDays === null ? null : (
                  <span className={one.endsInDays <= 7 ? "badge bad" : "badge warn"}>
                    Ends in {dayCount(one.endsInDays)}
                  </span>
                )}
              </h2>
              <p className="soft small">
                {one.company} · {first?.apiServices.find(({ id }) => id === one.apiService)?.name} ·{" "}
                {PLAN_NAMES[one.plan]} · {one.inForce ? "in force" : "not in force"} · from {one.validFrom} to{" "}
                {one.validTo ?? "an open end"} ·{" "}
                {one.executedOn === null ? "not executed" : `executed on ${one.executedOn}`}
              </p>
              {one.document === null ? null : (
                <p className="small">
                  <a href={`/api/v1/operator/contracts/${one.id}/document`} download>
                    {one.document}
                  </a>
                </p>
              )}
            </div>
            {one.can.withdraw.allowed ? (
              <button type="button" className="button danger" onClick={() => setChosen(one)}>
                Withdraw
              </button>
            ) : null}
          </div>
          {one.withdrawal === null ? null : (
            <Callout kind="bad">
              Withdrawn on {moment(one.withdrawal.at)} by {one.withdrawal.by}. Reason: {one.withdrawal.reason}
            </Callout>
          )}
        </section>
      ))}
      <ShowMore list={read} />
      {chosen === null ? null : <WithdrawContract contract={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}
