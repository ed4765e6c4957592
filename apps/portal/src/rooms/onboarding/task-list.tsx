import { Link, type LinkProps } from "@tanstack/react-router";
import { Card } from "../../ui/page.tsx";

type TaskState = "done" | "todo" | "waiting" | "later";

interface Task {
  code: keyof typeof TASKS;
  part: "sandbox" | "production";
  state: TaskState;
}

export interface Summary {
  name: string;
  role: "admin" | "read-only";
  partnerSuspended: boolean;
  environments: {
    type: "sandbox" | "production";
    plan: "test-drive" | "test-drive-premium" | "production";
    status: "active" | "pending" | "suspended";
    endsAt: string | null;
    endsInDays: number | null;
    credentials: number;
    clientEncryptionKeys: number;
    mastercardEncryptionKey: { alias: string; notAfter: string } | null;
    calls: number;
    lastCallAt: string | null;
  }[];
  tasks: Task[];
}

const KEYS = "/projects/$id" as const;
const PRODUCTION = "/projects/$id/production" as const;

const TASKS = {
  "add-credentials": {
    name: "Credentials",
    explain: "Partner ID, Partner Secret and App Key, with which your program logs in.",
    to: KEYS,
  },
  "add-client-key": {
    name: "Client Encryption Key",
    explain: "Your program encrypts requests with it; the provider holds the private half.",
    to: KEYS,
  },
  "add-mastercard-key": {
    name: "Key for answers",
    explain: "Answers are encrypted to it; its private half is yours alone.",
    to: KEYS,
  },
  "first-call": {
    name: "First call",
    explain: "A program has called the gateway with these credentials.",
    to: KEYS,
  },
  "verify-company": {
    name: "Company verified",
    explain: "The provider makes sure who you are, or on whose behalf you call.",
    to: PRODUCTION,
  },
  "request-production": {
    name: "Production requested",
    explain: "What you build, which data you need, and for how many calls.",
    to: PRODUCTION,
  },
  contract: {
    name: "Contract on file",
    explain: "Signed by both sides and in force. The provider puts it on file.",
    to: null,
  },
  approval: {
    name: "Approved",
    explain: "Two people at the provider’s desk look at the request.",
    to: PRODUCTION,
  },
} as const satisfies Record<string, { name: string; explain: string; to: LinkProps["to"] | null }>;

const STATES: Readonly<Record<TaskState, { readonly name: string; readonly look: string }>> = {
  done: { name: "Done", look: "good" },
  todo: { name: "To do", look: "warn" },
  waiting: { name: "With the provider", look: "" },
  later: { name: "Later", look: "" },
};

/** Steps in their order, each with where it stands and the way to it. */
export function TaskList(props: {
  readonly id: string;
  readonly title: string;
  readonly explain: string;
  readonly tasks: readonly Task[];
  /** The first that somebody of the team can do. */
  readonly next: Task["code"] | undefined;
  readonly role: Summary["role"];
}) {
  return (
    <Card title={props.title} explain={props.explain}>
      <ol className="plain stack tasks">
        {props.tasks.map(({ code, state }) => {
          const { name, explain, to } = TASKS[code];
          const open = to !== null && state === "todo" && props.role === "admin";
          return (
            <li key={code} className="row">
              <span className={`badge ${STATES[state].look}`}>{STATES[state].name}</span>
              <span className="text">
                <strong>{name}</strong> <span className="soft">{explain}</span>
              </span>
              {open ? (
                <Link
                  to={to}
                  params={{ id: props.id }}
                  className={code === props.next ? "button primary" : "button"}
                  aria-label={`${code === props.next ? "Next" : "Go to"}: ${name}`}
                >
                  {code === props.next ? "Next" : "Go to"}
                </Link>
              ) : null}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
