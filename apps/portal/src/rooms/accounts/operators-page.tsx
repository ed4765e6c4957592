import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { AddOperator } from "./add-operator.tsx";
import { OperatorCard } from "./operator-card.tsx";
import type { Operators } from "./operator-roles.ts";

/** The provider's own people at this desk. */
export function OperatorsPage() {
  const read = useQuery({
    queryKey: ["operator", "people"],
    queryFn: () => get<Operators>("/operator/operators"),
  });
  const [done, setDone] = useState<string | null>(null);
  const queries = useQueryClient();
  const say = async (words: string) => {
    setDone(words);
    await queries.invalidateQueries({ queryKey: ["operator"] });
  };
  return (
    <div className="stack wide">
      <Heading lead="Reviewers look at requests and companies; administrators also keep contracts, policies and people. What takes two takes two different ones.">
        Operators
      </Heading>
      {done === null ? null : <Callout kind="good">{done}</Callout>}
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data?.items.map((person) => (
        <OperatorCard key={person.id} person={person} onDone={say} />
      ))}
      {read.data?.can.add.allowed ? (
        <AddOperator takeTwo={read.data.administratorsTakeTwo} onDone={say} />
      ) : null}
    </div>
  );
}
