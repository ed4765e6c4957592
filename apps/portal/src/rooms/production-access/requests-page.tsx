import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { get } from "../../api/call.ts";
import { SelectField } from "../../ui/field.tsx";
import { moment } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { Pager } from "../../ui/pager.tsx";
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

const ASSIGNEES = [
  { value: "anybody", name: "Anybody’s" },
  { value: "me", name: "Mine" },
  { value: "nobody", name: "Nobody’s" },
];
const AGES = [
  { value: "0", name: "Any age" },
  { value: "1", name: "Longer than a day" },
  { value: "3", name: "Longer than three days" },
  { value: "7", name: "Longer than a week" },
];
const FIRST = { state: "waiting", assignee: "anybody", olderThanDays: "0", page: 1 };

/** For operators: requests for Production, those that wait longest first. */
export function RequestsPage() {
  const [view, setView] = useState(FIRST);
  const narrow = (name: "state" | "assignee" | "olderThanDays") => (value: string) =>
    setView({ ...view, [name]: value, page: 1 });
  const { state, assignee, olderThanDays, page } = view;
  const read = useQuery({
    queryKey: ["operator", "requests", view],
    queryFn: () =>
      get<{ items: Waiting[]; total: number }>(
        `/operator/requests?state=${state}&assignee=${assignee}&olderThanDays=${olderThanDays}&page=${page}`,
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="stack wide">
      <Heading lead="Those that wait longest come first. Approving takes two operators.">
        Requests for Production
      </Heading>
      <div className="grid-3">
        <SelectField label="Show" value={state} options={FILTERS} onText={narrow("state")} />
        <SelectField label="Taken on" value={assignee} options={ASSIGNEES} onText={narrow("assignee")} />
        <SelectField label="Waiting" value={olderThanDays} options={AGES} onText={narrow("olderThanDays")} />
      </div>
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
      <Pager
        page={page}
        onAPage={50}
        total={read.data?.total ?? 0}
        of="requests"
        onPage={(next) => setView({ ...view, page: next })}
      />
    </div>
  );
}
