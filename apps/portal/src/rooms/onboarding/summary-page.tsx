import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { get } from "../../api/call.ts";
import { useMe } from "../../api/use-me.ts";
import { EndsSoon } from "../../ui/ends-soon.tsx";
import { date, moment } from "../../ui/format.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Callout, Card, Heading, Refusal, Skeleton, StatusBadge } from "../../ui/page.tsx";
import { type Summary, TaskList } from "./task-list.tsx";

/** What is set up in a project, what is next, and what must be there before Production. */
export function SummaryPage() {
  const { id = "" } = useParams({ strict: false });
  const me = useMe();
  const read = useQuery({
    queryKey: ["project", id, "summary"],
    queryFn: () => get<Summary>(`/projects/${id}/summary`),
    retry: 1,
  });
  if (me.data === null) {
    return (
      <main className="page" id="main">
        <LogInFirst to="see this project" />
      </main>
    );
  }
  return (
    <main className="page" id="main">
      <div className="stack wide">
        {read.data === undefined ? <Heading>Summary</Heading> : null}
        {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
        {read.data === undefined ? null : <Loaded id={id} summary={read.data} />}
      </div>
    </main>
  );
}

function Loaded({ id, summary }: { readonly id: string; readonly summary: Summary }) {
  const [sandbox, production] = (["sandbox", "production"] as const).map((part) =>
    summary.tasks.filter((task) => task.part === part),
  );
  const next = summary.tasks.find(({ state }) => state === "todo");
  return (
    <>
      <Heading lead={leadOf(summary, next !== undefined)}>{summary.name}</Heading>
      {summary.partnerSuspended ? (
        <Callout kind="bad">
          The provider has suspended your company’s access: all calls are refused at the gateway.
        </Callout>
      ) : null}
      {summary.environments.map((environment) =>
        environment.endsInDays === null ? null : (
          <EndsSoon
            key={environment.type}
            projectId={id}
            named={PLANS[environment.plan]}
            days={environment.endsInDays}
          />
        ),
      )}
      <TaskList
        id={id}
        title="Sandbox"
        explain="All that a first call with simulated data takes."
        tasks={sandbox ?? []}
        next={next?.code}
        role={summary.role}
      />
      <TaskList
        id={id}
        title="The way to Production"
        explain="What must be there before your calls go to real data."
        tasks={production ?? []}
        next={next?.code}
        role={summary.role}
      />
      <div className="grid-2">
        {summary.environments.map((environment) => (
          <SetUp key={environment.type} id={id} environment={environment} />
        ))}
      </div>
    </>
  );
}

function leadOf({ tasks }: Summary, todo: boolean): string {
  const done = tasks.filter(({ state }) => state === "done").length;
  const said = `${done} of ${tasks.length} steps are done.`;
  if (done === tasks.length) return `${said} Nothing is left to set up.`;
  return todo ? said : `${said} The rest is with the provider.`;
}

const PLANS = {
  "test-drive": "Test Drive",
  "test-drive-premium": "Test Drive Premium",
  production: "Production",
} as const;

/** What an environment holds. */
function SetUp(props: { readonly id: string; readonly environment: Summary["environments"][number] }) {
  const { environment } = props;
  const { mastercardEncryptionKey: key, endsAt } = environment;
  return (
    <Card
      title={environment.type === "sandbox" ? "Set up in Sandbox" : "Set up in Production"}
      explain="What there is as of now."
    >
      <dl className="facts">
        <dt>Plan</dt>
        <dd>
          {PLANS[environment.plan]} <StatusBadge status={environment.status} />
        </dd>
        {endsAt === null ? null : (
          <>
            <dt>{Date.parse(endsAt) <= Date.now() ? "Ended" : "Ends"}</dt>
            <dd>{moment(endsAt)}</dd>
          </>
        )}
        <dt>Credentials</dt>
        <dd>{counted(environment.credentials, "set")}</dd>
        <dt>Client Encryption Keys</dt>
        <dd>
          {environment.clientEncryptionKeys === 0 ? "none" : `${environment.clientEncryptionKeys} in use`}
        </dd>
        <dt>Active key for answers</dt>
        <dd>{key === null ? "none" : `“${key.alias}”, until ${date(key.notAfter)}`}</dd>
        <dt>Calls</dt>
        <dd>
          {environment.calls === 0 || environment.lastCallAt === null
            ? "none yet"
            : `${environment.calls}, the last on ${moment(environment.lastCallAt)}`}
        </dd>
      </dl>
      <div className="row card-foot">
        <Link
          to="/projects/$id"
          params={{ id: props.id }}
          search={environment.type === "sandbox" ? {} : { environment: environment.type }}
          className="button"
        >
          Credentials and keys
        </Link>
      </div>
    </Card>
  );
}

function counted(number: number, what: string): string {
  return number === 0 ? "none" : `${number} ${what}${number === 1 ? "" : "s"}`;
}
