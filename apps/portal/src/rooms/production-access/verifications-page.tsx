import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { SelectField } from "../../ui/field.tsx";
import { moment } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ShowMore } from "../../ui/show-more.tsx";
import { useGrowingList } from "../../ui/use-growing-list.ts";
import { inWords, type TimelineEntry } from "./answers.ts";
import { Assignee } from "./assignee.tsx";
import { CommentForm } from "./comment-form.tsx";
import { DecisionForm } from "./decision-form.tsx";
import { Timeline } from "./timeline.tsx";

interface Waiting {
  id: string;
  legalName: string;
  partner: string | null;
  submittedAt: string | null;
  assignee: string | null;
}

interface Opened {
  company: {
    address: Readonly<Record<string, string>> | null;
    companyNumber: string | null;
    assignee: string | null;
    documents: { id: string; name: string }[];
    timeline: TimelineEntry[];
  };
  can: { approve: Ability; refuse: Ability; ask: Ability; reopen: Ability };
}

const STATES = ["in-review", "more-information", "verified", "refused"].map((value) => ({
  value,
  name: inWords(value),
}));

/** For operators: companies that wait to be verified, those that wait longest first. */
export function VerificationsPage() {
  const [state, setState] = useState("in-review");
  const [open, setOpen] = useState<string | null>(null);
  const read = useGrowingList<{ items: Waiting[]; next: string | null }>(
    "/operator/companies",
    { verification: state },
    ["operator", "companies"],
  );
  const items = read.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="stack wide">
      <Heading lead="Is the company who it says it is? Those that wait longest come first.">
        Companies
      </Heading>
      <SelectField label="Show" value={state} options={STATES} onText={setState} />
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.isSuccess && items.length === 0 ? <p className="soft">There is no such company.</p> : null}
      {items.map((one) => (
        <article className="card stack" key={one.id} aria-label={one.legalName}>
          <div className="row spread">
            <div>
              <h2>{one.legalName}</h2>
              <p className="soft">
                {one.partner === null ? "A partner itself" : `Client of ${one.partner}`}
                {one.submittedAt === null ? "" : ` · since ${moment(one.submittedAt)}`}
                {one.assignee === null ? "" : ` · taken by ${one.assignee}`}
              </p>
            </div>
            <button
              type="button"
              className="button"
              aria-expanded={open === one.id}
              onClick={() => setOpen(open === one.id ? null : one.id)}
            >
              {open === one.id ? "Close" : "Look at it"}
            </button>
          </div>
          {open === one.id ? <Company id={one.id} /> : null}
        </article>
      ))}
      <ShowMore list={read} />
    </div>
  );
}

function Company({ id }: { readonly id: string }) {
  const read = useQuery({
    queryKey: ["operator", "company", id],
    queryFn: () => get<Opened>(`/operator/companies/${id}`),
  });
  if (read.data === undefined) return read.isPending ? <Skeleton /> : <Refusal error={read.error} />;
  const { company, can } = read.data;
  return (
    <div className="stack">
      <Assignee path={`/operator/companies/${id}/assignee`} assignee={company.assignee} />
      <dl className="facts">
        <dt>Company ID</dt>
        <dd>{company.companyNumber ?? "none"}</dd>
        <dt>Address</dt>
        <dd>{Object.values(company.address ?? {}).join(", ")}</dd>
        <dt>Documents</dt>
        <dd>
          {company.documents.length === 0 ? "none" : null}
          {company.documents.map((document) => (
            <a key={document.id} href={`/api/v1/operator/companies/${id}/documents/${document.id}`} download>
              {document.name}
            </a>
          ))}
        </dd>
      </dl>
      {can.approve.allowed || can.refuse.allowed || can.reopen.allowed ? (
        <DecisionForm path={`/operator/companies/${id}/decision`} approve="Verify" can={can} />
      ) : null}
      <Timeline entries={company.timeline} />
      <CommentForm path={`/operator/companies/${id}/comments`} to="The partner" queryKey={["operator"]} />
    </div>
  );
}
