import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { get, post } from "../../api/call.ts";
import { useMe } from "../../api/use-me.ts";
import { moment } from "../../ui/format.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Callout, Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ProjectCrumbs } from "../../ui/project-crumbs.tsx";
import { OnlyNow, SecretFacts, type Secrets } from "../../ui/secret-facts.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { END_WORDS, inWords, PLAN_NAMES, type Production } from "./answers.ts";
import { CommentForm } from "./comment-form.tsx";
import { CompanyCard } from "./company-card.tsx";
import { RequestForm } from "./request-form.tsx";
import { Timeline } from "./timeline.tsx";

/** A project's way to Production: what is asked, where the request is, and what was said. */
export function ProductionPage() {
  const { id = "" } = useParams({ strict: false });
  const me = useMe();
  const [issued, setIssued] = useState<Secrets | null>(null);
  const read = useQuery({
    queryKey: ["project", id, "production"],
    queryFn: () => get<Production>(`/projects/${id}/production`),
    retry: 1,
  });
  if (me.data === null) {
    return (
      <main className="page" id="main">
        <LogInFirst to="request Production" />
      </main>
    );
  }
  return (
    <main className="page" id="main">
      <ProjectCrumbs id={id} />
      <div className="stack wide">
        <Heading lead="Real data takes the provider’s approval: a verified company, a contract, and two operators who look at your request.">
          Production access
        </Heading>
        {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
        {issued === null ? null : <Issued secrets={issued} onDone={() => setIssued(null)} />}
        {read.data === undefined ? null : <Request projectId={id} read={read.data} onIssued={setIssued} />}
      </div>
    </main>
  );
}

function Request(props: {
  readonly projectId: string;
  readonly read: Production;
  readonly onIssued: (issued: Secrets | null) => void;
}) {
  const { projectId, read } = props;
  const [again, setAgain] = useState(false);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const withdraw = () =>
    run(async () => {
      await post(`/projects/${projectId}/production/withdraw`);
      await queries.invalidateQueries({ queryKey: ["project", projectId] });
    });
  return (
    <>
      <Card title="Where it is">
        <dl className="facts">
          <dt>Request</dt>
          <dd>
            {read.request === null
              ? "Not requested yet"
              : `${PLAN_NAMES[read.request.plan]}: ${inWords(read.request.state)}`}
          </dd>
          {read.access === null ? null : (
            <>
              <dt>Access</dt>
              <dd>{accessInWords(read.access)}</dd>
            </>
          )}
        </dl>
        <Refusal error={error} />
        {read.can.withdraw.allowed ? (
          <div className="row card-foot">
            <button type="button" className="button" disabled={busy} onClick={() => void withdraw()}>
              Withdraw the request
            </button>
          </div>
        ) : null}
      </Card>
      <CompanyCard projectId={projectId} />
      {read.can.submit.allowed && (read.request?.state !== "approved" || again) ? (
        <RequestForm projectId={projectId} read={read} onIssued={props.onIssued} />
      ) : null}
      {read.can.submit.allowed && read.request?.state === "approved" && !again ? (
        <Card
          title="Something else is needed?"
          explain="Another plan, or the same under a new contract, takes a new approval. What you have goes on as it is until then."
        >
          <button type="button" className="button" onClick={() => setAgain(true)}>
            Request again
          </button>
        </Card>
      ) : null}
      {read.can.submit.reason === "not-allowed" ? (
        <Callout>Admins of the project request Production.</Callout>
      ) : null}
      {read.request === null ? null : <Timeline entries={read.request.timeline} />}
      {read.can.comment.allowed ? (
        <Card title="Say something">
          <CommentForm
            path={`/projects/${projectId}/production/comments`}
            to="The provider"
            queryKey={["project", projectId, "production"]}
          />
        </Card>
      ) : null}
    </>
  );
}

function accessInWords({ status, endsAt, endReason }: NonNullable<Production["access"]>): string {
  if (status === "pending") return "Waits for the approval";
  const why = endReason === null ? "" : ` (${END_WORDS[endReason]})`;
  if (endsAt !== null && Date.parse(endsAt) <= Date.now()) return `Ended on ${moment(endsAt)}${why}`;
  if (status === "suspended") return "Suspended";
  return endsAt === null ? "In force" : `In force until ${moment(endsAt)}${why}`;
}

function Issued(props: { readonly secrets: Secrets; readonly onDone: () => void }) {
  return (
    <Card title="Your Production credentials" explain="They work once the request is approved.">
      <div className="stack">
        <OnlyNow />
        <SecretFacts secrets={props.secrets} />
      </div>
      <div className="row card-foot">
        <button type="button" className="button primary" onClick={props.onDone}>
          I have put them away
        </button>
      </div>
    </Card>
  );
}
