import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { get } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Callout, Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { inWords, PLAN_NAMES, type RequestPage, WHY_NOT } from "./answers.ts";
import { Assignee } from "./assignee.tsx";
import { CommentForm } from "./comment-form.tsx";
import { DecisionForm } from "./decision-form.tsx";
import { Timeline } from "./timeline.tsx";

/** For operators: a request with all that a decision rests on. */
export function OneRequest() {
  const { requestId = "" } = useParams({ strict: false });
  const read = useQuery({
    queryKey: ["operator", "request", requestId],
    queryFn: () => get<RequestPage>(`/operator/requests/${requestId}`),
  });
  return (
    <div className="stack wide">
      <p className="crumbs">
        <Link to="/operator/requests">Requests for Production</Link>
      </p>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data === undefined ? null : <Whole page={read.data} />}
    </div>
  );
}

function Whole({ page }: { readonly page: RequestPage }) {
  const { request, company } = page;
  return (
    <>
      <Heading
        lead={`${page.apiService.name} · ${PLAN_NAMES[request.plan]} · ${page.partner.name} · ${inWords(request.state)}`}
      >
        {request.project.name}
      </Heading>
      <Assignee path={`/operator/requests/${request.id}/assignee`} assignee={request.assignee} />
      <Decide page={page} />
      <div className="grid-2">
        <Card title="Company and contracts">
          <div className="stack">
            <dl className="facts">
              <dt>Company</dt>
              <dd>
                {company === null
                  ? "No verification begun"
                  : `${company.legalName}: ${inWords(company.verification)}`}
              </dd>
              {page.contracts.map((contract) => (
                <Fact
                  key={contract.id}
                  name={contract.number}
                  value={`${PLAN_NAMES[contract.plan]}, ${contract.inForce ? "in force" : "not in force"}, to ${contract.validTo ?? "an open end"}`}
                />
              ))}
            </dl>
            <p className="soft small">{atTheGate(page)}</p>
            {page.contracts.length === 0 ? <p className="soft">No contract is on file.</p> : null}
          </div>
        </Card>
        <Card title="Team and Sandbox">
          <dl className="facts">
            {page.team.map(({ email, role }) => (
              <Fact key={email} name={inWords(role)} value={email} />
            ))}
            <Fact name="Sandbox calls" value={String(page.sandbox.calls)} />
            <Fact
              name="Last call"
              value={page.sandbox.lastAt === null ? "never" : moment(page.sandbox.lastAt)}
            />
          </dl>
        </Card>
        <Card title="Answers">
          <dl className="answers">
            {Object.entries(request.answers).map(([id, answer]) => (
              <Fact
                key={id}
                name={page.questions.find((one) => one.id === id)?.question ?? inWords(id)}
                value={answer ?? ""}
              />
            ))}
          </dl>
        </Card>
        <Card title="Keys">
          {page.keys.length === 0 ? <p className="soft">There is no key.</p> : null}
          <dl className="facts">
            {page.keys.map((key) => (
              <Fact
                key={key.id}
                name={`${inWords(key.environment)} ${key.name}`}
                value={`${key.revoked ? "revoked" : key.active ? "in use" : "not active"}${key.type === "client" ? "" : key.provenAt === null ? ", never rehearsed" : `, rehearsed ${moment(key.provenAt)}`}`}
              />
            ))}
          </dl>
        </Card>
      </div>
      <Timeline entries={request.timeline} />
      <Card title="Say something">
        <CommentForm
          path={`/operator/requests/${request.id}/comments`}
          to="The partner"
          queryKey={["operator"]}
        />
      </Card>
    </>
  );
}

/** What is approved with the request: the catalogue may say something else than the operator thinks. */
function atTheGate({ request, gate }: RequestPage): string {
  const payloads = `Payload policy: ${gate.payloadPolicy}.`;
  if (request.plan !== "production") return payloads;
  return gate.upstream === null
    ? `Nobody says yet where calls of Production go. ${payloads}`
    : `Calls of Production will go to ${gate.upstream}. ${payloads}`;
}

function Fact(props: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </>
  );
}

function Decide({ page }: { readonly page: RequestPage }) {
  const { request, can } = page;
  const why = page.missing.length > 0 ? page.missing : [can.approve.reason ?? ""];
  const reasons = why.flatMap((reason) => WHY_NOT[reason] ?? []);
  if (!can.refuse.allowed && !can.approve.allowed && reasons.length === 0) return null;
  return (
    <Card
      title="Decision"
      explain={
        request.firstBy === null
          ? "Two operators approve."
          : `Approved by ${request.firstBy}; a second operator opens it.`
      }
    >
      <div className="stack">
        {can.approve.allowed || reasons.length === 0 ? null : (
          <Callout kind="warn">Not to be approved yet. {reasons.join(" ")}</Callout>
        )}
        <DecisionForm
          path={`/operator/requests/${request.id}/decision`}
          approve={request.firstBy === null ? "Approve as the first" : "Approve and open"}
          can={can}
        />
      </div>
    </Card>
  );
}
