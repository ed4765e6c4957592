import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { get } from "../../api/call.ts";
import { SelectField } from "../../ui/field.tsx";
import { moment } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { inWords, PLAN_NAMES, type Plan } from "./answers.ts";

interface Waiting {
  id: string;
  project: string;
  partner: string | null;
  plan: Plan;
  state: string;
  submittedAt: string | null;
  assignee: string | null;
  firstBy: string | null;
}

const FILTERS = ["waiting", "more-information", "approved", "refused", "withdrawn"].map((value) => ({
  value,
  name: value === "waiting" ? "Waiting for us" : inWords(value),
}));

/** For operators: requests for Production, those that wait longest first. */
export function RequestsPage() {
  const [state, setState] = useState("waiting");
  const read = useQuery({
    queryKey: ["operator", "requests", state],
    queryFn: () => get<{ items: Waiting[] }>(`/operator/requests?state=${state}`),
  });
  return (
    <div className="stack wide">
      <Heading lead="Those that wait longest come first. Approving takes two operators.">
        Requests for Production
      </Heading>
      <SelectField label="Show" value={state} options={FILTERS} onText={setState} />
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data?.items.length === 0 ? <p className="soft">There is no such request.</p> : null}
      <ul className="list">
        {read.data?.items.map((one) => (
          <li key={one.id}>
            <Link to="/operator/requests/$requestId" params={{ requestId: one.id }} className="item">
              <strong>{one.project}</strong>
              <span className="soft small">
                {one.partner} · {PLAN_NAMES[one.plan]} · {inWords(one.state)}
                {one.submittedAt === null ? "" : ` · since ${moment(one.submittedAt)}`}
                {one.firstBy === null ? "" : ` · approved by ${one.firstBy}, one is missing`}
                {one.assignee === null ? "" : ` · taken by ${one.assignee}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
