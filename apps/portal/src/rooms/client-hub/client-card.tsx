import { Link } from "@tanstack/react-router";
import { date } from "../../ui/format.ts";
import { Card } from "../../ui/page.tsx";
import type { Client, ClientProject } from "./group-by-client.ts";

const VERIFICATIONS: Readonly<Record<string, string>> = {
  unverified: "Not verified",
  "in-review": "Verification in review",
  "more-information": "Verification: more information needed",
  verified: "Verified",
  refused: "Verification refused",
};
const REQUESTS: Readonly<Record<string, string>> = {
  draft: "Sandbox, Production request begun",
  submitted: "Production requested",
  resubmitted: "Production requested again",
  "in-review": "Production in review",
  "more-information": "Production: more information needed",
  approved: "In Production",
  refused: "Production refused",
  withdrawn: "Sandbox, request withdrawn",
};

export function ClientCard({ client }: { readonly client: Client }) {
  const { verification } = client;
  return (
    <Card
      title={client.name}
      explain={
        verification === null
          ? undefined
          : `${VERIFICATIONS[verification]} · ${client.projects.length === 1 ? "one project" : `${client.projects.length} projects`}`
      }
    >
      <ul className="list">
        {client.projects.map((project) => (
          <li key={project.id}>
            <Link to="/projects/$id" params={{ id: project.id }} className="item">
              <strong>{project.name}</strong>
              <span className="soft small">
                {project.suspended ? "Suspended" : (REQUESTS[project.production ?? ""] ?? "Sandbox")}
                {verification === null ? ` · ${VERIFICATIONS[project.client.verification]}` : ""}
                {project.keys.nextExpiry === null
                  ? ""
                  : ` · next key expires ${date(project.keys.nextExpiry)}`}
              </span>
              <KeyBadges keys={project.keys} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function KeyBadges({ keys }: Pick<ClientProject, "keys">) {
  if (keys.expired + keys.expiring === 0) return null;
  const counted = (number: number, what: string) => `${number} ${number === 1 ? "key" : "keys"} ${what}`;
  return (
    <span className="row">
      {keys.expired === 0 ? null : <span className="badge bad">{counted(keys.expired, "expired")}</span>}
      {keys.expiring === 0 ? null : (
        <span className="badge warn">{counted(keys.expiring, "expiring within 60 days")}</span>
      )}
    </span>
  );
}
