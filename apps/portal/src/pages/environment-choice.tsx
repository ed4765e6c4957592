import { Link } from "@tanstack/react-router";
import type { Environment, EnvironmentType } from "../api/types.ts";
import { EndsSoon } from "../ui/ends-soon.tsx";
import { Callout } from "../ui/page.tsx";

/** Which environment a page shows, as it stands in the address, so that it stays when the page is loaded again. */
export interface EnvironmentView {
  /** Left out for the Sandbox. */
  readonly environment?: EnvironmentType;
}

export function environmentViewOf(search: Readonly<Record<string, unknown>>): EnvironmentView {
  return search.environment === "production" ? { environment: "production" } : {};
}

/** As people know it: the environment beside the Sandbox goes by its plan. */
export function nameOf({ type, plan }: Environment): string {
  if (type === "sandbox") return "Sandbox";
  return plan === "test-drive-premium" ? "Test Drive Premium" : "Production";
}

const MARKS = { active: null, pending: "Not active yet", suspended: "Suspended" } as const;

/** The way from one environment of a project to the other; nothing where there is only one. */
export function EnvironmentChoice(props: {
  readonly projectId: string;
  readonly environments: readonly Environment[];
  /** While a private key is on the page, which going elsewhere would lose. */
  readonly disabled: boolean;
}) {
  if (props.environments.length < 2) return null;
  return (
    <nav className="environments" aria-label="Environment">
      {props.environments.map((one) => {
        const mark = MARKS[one.status];
        return (
          <Link
            key={one.id}
            to="/projects/$id"
            params={{ id: props.projectId }}
            search={one.type === "sandbox" ? {} : { environment: one.type }}
            activeOptions={{ exact: true }}
            disabled={props.disabled}
          >
            {nameOf(one)}
            {mark === null ? null : (
              <>
                {" "}
                <span className={one.status === "suspended" ? "badge bad" : "badge warn"}>{mark}</span>
              </>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

/** Why nothing here works, where nothing does, or won't for long. */
export function Standing(props: { readonly environment: Environment; readonly projectId: string }) {
  const { environment } = props;
  const ended = environment.endsAt !== null && Date.parse(environment.endsAt) <= Date.now();
  if (environment.status === "active" && !ended) {
    const { endsInDays: days } = environment;
    return days === null ? null : (
      <EndsSoon projectId={props.projectId} named={nameOf(environment)} days={days} />
    );
  }
  const to = (
    <Link to="/projects/$id/production" params={{ id: props.projectId }}>
      See where the request is
    </Link>
  );
  if (environment.status === "pending") {
    return (
      <Callout kind="warn">
        <strong>Not active yet.</strong> Credentials and keys can be set up here now; calls with them are
        refused until the provider has approved the request. {to}
      </Callout>
    );
  }
  return (
    <Callout kind="bad">
      <strong>{ended ? "Ended." : "Suspended."}</strong> All calls of {nameOf(environment)} are refused at the
      gateway. {to}
    </Callout>
  );
}
