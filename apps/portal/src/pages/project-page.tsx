import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { get } from "../api/call.ts";
import type { Environment, MastercardKey, Me, Project } from "../api/types.ts";
import { useMe } from "../api/use-me.ts";
import { useUsage } from "../api/use-usage.ts";
import { CalendarCard } from "../rooms/calendar/calendar-card.tsx";
import { CredentialsCard } from "../rooms/credentials/credentials-card.tsx";
import { AddKey } from "../rooms/encryption-keys/add-key.tsx";
import { ClientKeysCard } from "../rooms/encryption-keys/client-keys-card.tsx";
import { KeyTimeline } from "../rooms/encryption-keys/key-timeline.tsx";
import { MastercardKeysCard } from "../rooms/encryption-keys/mastercard-keys-card.tsx";
import { NextStepsCard } from "../rooms/encryption-keys/next-steps-card.tsx";
import { CodeBlock, CopyText } from "../ui/copy-text.tsx";
import { moment } from "../ui/format.ts";
import { LogInFirst } from "../ui/log-in-first.tsx";
import { Card, Heading, Refusal, Skeleton, StatusBadge } from "../ui/page.tsx";
import { EnvironmentChoice, nameOf, Standing } from "./environment-choice.tsx";
import { clientSnippet, tokenSnippet } from "./snippet.ts";

const REFRESH_MS = 5_000;
const SHOWN_EVENTS = 8;

/** A project's dashboard, put together from the rooms' cards. */
export function ProjectPage() {
  const { id } = useParams({ strict: false });
  const { environment: chosen } = useSearch({ from: "/project/projects/$id" });
  const me = useMe();
  const [holding, setHolding] = useState(false);
  // While a card holds a private key nothing may take it off the page, not even the end of the session.
  const lastMe = useRef<Me | null>(null);
  if (me.data) lastMe.current = me.data;
  const shownMe = me.data ?? (holding ? lastMe.current : null);
  const project = useQuery({
    queryKey: ["project", id],
    queryFn: async () => (await get<{ project: Project }>(`/projects/${id}`)).project,
    refetchInterval: REFRESH_MS,
    retry: 1,
  });
  if (project.isPending || (me.isPending && shownMe === null)) {
    return (
      <main className="page" id="main">
        <Skeleton />
      </main>
    );
  }
  if (project.data === undefined || shownMe === null) {
    return (
      <main className="page" id="main">
        {me.data === null ? (
          <LogInFirst to="see this project" />
        ) : (
          <Refusal error={project.error ?? me.error} />
        )}
      </main>
    );
  }
  const { environments } = project.data;
  const shown = environments.find(({ type }) => type === (chosen ?? "sandbox")) ?? environments[0];
  return (
    <main className="page" id="main">
      <p className="crumbs">
        <Link to="/">Your projects</Link>
        {" · "}
        <Link to="/projects/$id/production" params={{ id: project.data.id }}>
          Production access
        </Link>
      </p>
      <div className="page-head">
        <Heading
          lead={`${project.data.apiService.name} · ${project.data.commercialCountry}${project.data.client === null ? "" : ` · for ${project.data.client.legalName}`}`}
        >
          {project.data.name}
        </Heading>
        {shown === undefined ? null : <InForce environment={shown} />}
      </div>
      <EnvironmentChoice projectId={project.data.id} environments={environments} disabled={holding} />
      {shown === undefined ? null : (
        <KeyRoom
          key={shown.id}
          project={project.data}
          environment={shown}
          me={shownMe}
          holding={holding}
          onHolding={setHolding}
        />
      )}
    </main>
  );
}

/** Everything of one environment. */
function KeyRoom(props: {
  readonly project: Project;
  readonly environment: Environment;
  readonly me: Me;
  readonly holding: boolean;
  readonly onHolding: (holding: boolean) => void;
}) {
  const { project, environment } = props;
  const named = nameOf(environment);
  const provider = props.me.provider.name;
  const [credential] = environment.credentials;
  const { clientEncryptionKeys: clientKeys, mastercardEncryptionKeys: mastercardKeys } = environment;
  const [adding, setAdding] = useState(false);
  const [replaces, setReplaces] = useState<MastercardKey | null>(null);
  const usage = useUsage(project.id);
  const isFirst = mastercardKeys.length === 0;
  const showAdd =
    props.holding ||
    replaces !== null ||
    ((adding || isFirst) && environment.can.addMastercardEncryptionKey.allowed);
  return (
    <div className="stack wide">
      <Standing environment={environment} projectId={project.id} />
      <div className="grid-2">
        {project.encryptionKeys ? (
          <NextStepsCard
            steps={environment.nextSteps}
            keys={[...clientKeys, ...mastercardKeys]}
            onAdd={
              showAdd || !environment.can.addMastercardEncryptionKey.allowed ? null : () => setAdding(true)
            }
          />
        ) : null}
        <CredentialsCard
          projectId={project.id}
          environment={environment.type}
          named={named}
          pending={environment.status === "pending"}
          credentials={environment.credentials}
          usage={usage}
          canAdd={environment.can.addCredential}
        />
        <Card title="Gateway" explain="Where your program sends its calls; paths are as published.">
          <dl className="facts">
            <dt>Address</dt>
            <dd>
              <CopyText text={environment.gatewayUrl} name="gateway address" />
            </dd>
            <dt>Environment</dt>
            <dd>
              {environment.type === "sandbox" ? "Sandbox, Test Drive" : named}{" "}
              <StatusBadge status={environment.status} />
            </dd>
            {environment.endsAt === null ? null : (
              <>
                <dt>{Date.parse(environment.endsAt) <= Date.now() ? "Ended" : "Ends"}</dt>
                <dd>{moment(environment.endsAt)}</dd>
              </>
            )}
          </dl>
        </Card>
        {project.encryptionKeys ? (
          <>
            <ClientKeysCard
              projectId={project.id}
              environment={environment.type}
              keys={clientKeys}
              usage={usage}
              canAdd={environment.can.addClientEncryptionKey}
              providerName={provider}
            />
            <MastercardKeysCard
              projectId={project.id}
              keys={mastercardKeys}
              usage={usage}
              canAdd={environment.can.addMastercardEncryptionKey}
              providerName={provider}
              onAdd={showAdd ? null : () => setAdding(true)}
              onReplace={setReplaces}
            />
          </>
        ) : null}
        {showAdd ? (
          <AddKey
            project={project}
            environment={environment.type}
            organization={props.me.account.company?.name ?? props.me.account.name}
            providerName={provider}
            onHolding={props.onHolding}
            replaces={replaces}
            onClose={
              isFirst
                ? null
                : () => {
                    setAdding(false);
                    setReplaces(null);
                  }
            }
          />
        ) : null}
      </div>
      {clientKeys.length + mastercardKeys.length === 0 ? null : (
        <KeyTimeline clientKeys={clientKeys} mastercardKeys={mastercardKeys} />
      )}
      {credential === undefined ? null : (
        <Card title="First call" explain="Get a token, then call with encrypted payloads.">
          <div className="stack">
            <CodeBlock name="the log-in" text={tokenSnippet(environment, credential.partnerId)} />
            {project.encryptionKeys ? (
              <CodeBlock name="the program" text={clientSnippet(environment)} />
            ) : null}
          </div>
        </Card>
      )}
      {project.encryptionKeys ? <CalendarCard projectId={project.id} /> : null}
      <Activity projectId={project.id} />
    </div>
  );
}

/** On which gateways the last change works. */
function InForce(props: { readonly environment: Environment }) {
  const { gateways } = props.environment.inForce;
  const behind = gateways.filter((gateway) => !gateway.applied);
  if (gateways.length === 0) return <span className="badge warn">No gateway is running</span>;
  if (behind.length > 0) {
    return (
      <span className="badge warn">
        Not yet in force on {behind.map((gateway) => gateway.name).join(", ")}
      </span>
    );
  }
  return (
    <span className="badge good">
      In force on {gateways.length === 1 ? "the gateway" : `all ${gateways.length} gateways`}
    </span>
  );
}

interface ActivityItem {
  at: string;
  actor: string;
  action: string;
  summary: string;
}

function Activity(props: { readonly projectId: string }) {
  const activity = useQuery({
    queryKey: ["project", props.projectId, "activity"],
    queryFn: () => get<{ items: ActivityItem[] }>(`/projects/${props.projectId}/activity`),
  });
  return (
    <Card title="Activity" explain="What has happened in this project, newest first.">
      <Refusal error={activity.error} />
      <dl className="facts">
        {activity.data?.items.slice(0, SHOWN_EVENTS).map((item) => (
          <ActivityLine key={`${item.at} ${item.action}`} item={item} />
        ))}
      </dl>
      <div className="row card-foot">
        <Link to="/projects/$id/audit" params={{ id: props.projectId }} className="button">
          Whole audit log
        </Link>
        <span className="soft small">Search it, filter it, download it with its signatures.</span>
      </div>
    </Card>
  );
}

function ActivityLine(props: { readonly item: ActivityItem }) {
  const { item } = props;
  return (
    <>
      <dt>{moment(item.at)}</dt>
      <dd>{item.summary}</dd>
    </>
  );
}
