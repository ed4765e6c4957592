import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { get } from "../../api/call.ts";
import { useMe } from "../../api/use-me.ts";
import { SelectField } from "../../ui/field.tsx";
import { moment } from "../../ui/format.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ProjectCrumbs } from "../../ui/project-crumbs.tsx";
import { OperationList, type OperationUse } from "./operation-list.tsx";

interface Answer {
  environments: { type: "sandbox" | "production"; plan: string }[];
  since: string;
  calls: number;
  operations: number;
  items: OperationUse[];
}

const WINDOWS = [
  { value: "1", name: "Last day" },
  { value: "7", name: "Last 7 days" },
  { value: "30", name: "Last 30 days" },
  { value: "90", name: "Last 90 days" },
];
const NAMES: Readonly<Record<string, string>> = {
  "test-drive": "Sandbox",
  "test-drive-premium": "Test Drive Premium",
  production: "Production",
};

/** Which operations a project's programs call, and what comes of it. */
export function UsagePage() {
  const { id = "" } = useParams({ strict: false });
  const me = useMe();
  return (
    <main className="page stack" id="main">
      {me.data === null ? <LogInFirst to="see how the API is used" /> : <Usage projectId={id} />}
    </main>
  );
}

function Usage({ projectId: id }: { readonly projectId: string }) {
  const [environment, setEnvironment] = useState("sandbox");
  const [days, setDays] = useState("7");
  const asked = `environment=${environment}&days=${days}`;
  const read = useQuery({
    queryKey: ["project", id, "usage", environment, days],
    queryFn: () => get<Answer>(`/projects/${id}/usage/operations?${asked}`),
    placeholderData: (before) => before,
  });
  const { data } = read;
  return (
    <>
      <div>
        <ProjectCrumbs id={id} />
        <Heading lead="How often your programs call each operation of the API, and what comes of it, as the gateways count it.">
          Usage
        </Heading>
      </div>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {data === undefined ? null : (
        <>
          <div className="row">
            {data.environments.length < 2 ? null : (
              <SelectField
                label="Environment"
                value={environment}
                options={data.environments.map(({ type, plan }) => ({
                  value: type,
                  name: NAMES[plan] ?? plan,
                }))}
                onText={setEnvironment}
              />
            )}
            <SelectField label="Time" value={days} options={WINDOWS} onText={setDays} />
          </div>
          <Card
            title={`${data.calls.toLocaleString("en-US")} ${data.calls === 1 ? "call" : "calls"}`}
            explain={`Since ${moment(data.since)}. Ids are left out of the paths.`}
          >
            {data.items.length === 0 ? (
              <p className="soft">No call has been counted in this time.</p>
            ) : (
              <div className="stack">
                <OperationList items={data.items} calls={data.calls} />
                {data.operations > data.items.length ? (
                  <p className="soft">
                    These are the {data.items.length} called most of {data.operations.toLocaleString("en-US")}
                    : the file has all of them.
                  </p>
                ) : null}
                <div className="row">
                  <a
                    className="button"
                    href={`/api/v1/projects/${id}/usage/operations.csv?${asked}`}
                    download
                  >
                    Download by day (CSV)
                  </a>
                </div>
              </div>
            )}
          </Card>
        </>
      )}
    </>
  );
}
