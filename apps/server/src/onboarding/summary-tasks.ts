import type { VerificationState } from "../companies/rules.ts";
import type { RequestState } from "../production-access/rules.ts";

export const TASK_CODES = [
  "add-credentials",
  "add-client-key",
  "add-mastercard-key",
  "first-call",
  "verify-company",
  "request-production",
  "contract",
  "approval",
] as const;
export type TaskCode = (typeof TASK_CODES)[number];

/** `todo`: for somebody of the team. `waiting`: for the provider. `later`: something else comes first. */
export const TASK_STATES = ["done", "todo", "waiting", "later"] as const;
type TaskState = (typeof TASK_STATES)[number];

export interface Task {
  readonly code: TaskCode;
  /** Which part of the way it belongs to. */
  readonly part: "sandbox" | "production";
  readonly state: TaskState;
}

/** What there is of a project, as far as its tasks rest on it. */
export interface Standing {
  /** Does the provider offer this partner encryption keys? */
  readonly encryptionKeys: boolean;
  readonly sandbox: {
    readonly credentials: number;
    readonly clientKeys: number;
    /** Is there an active Mastercard Encryption Key? */
    readonly mastercardKey: boolean;
    readonly calls: number;
  };
  readonly company: VerificationState;
  /** Null: nobody has begun a request. */
  readonly request: RequestState | null;
  readonly contractInForce: boolean;
  /** Has an approval opened Production, and it hasn't ended? */
  readonly productionOpen: boolean;
}

const OF_COMPANY: Readonly<Record<VerificationState, TaskState>> = {
  unverified: "todo",
  "in-review": "waiting",
  "more-information": "todo",
  verified: "done",
  refused: "todo",
};

const OF_REQUEST: Readonly<Record<RequestState, TaskState>> = {
  draft: "todo",
  submitted: "done",
  resubmitted: "done",
  "in-review": "done",
  "more-information": "todo",
  approved: "done",
  refused: "todo",
  withdrawn: "todo",
};

/**
 * The way of a project from its first credentials to Production, step by step. What is set up once and missing again is to be done again.
 */
export function tasksOf(standing: Standing): Task[] {
  const { sandbox, encryptionKeys } = standing;
  const task = (part: Task["part"], code: TaskCode, state: TaskState): Task => ({ code, part, state });
  const own = (code: TaskCode, there: boolean) => task("sandbox", code, there ? "done" : "todo");
  const equipped =
    sandbox.credentials > 0 && (!encryptionKeys || (sandbox.clientKeys > 0 && sandbox.mastercardKey));
  const called = sandbox.calls > 0 ? "done" : equipped ? "todo" : "later";
  const asked = OF_REQUEST[standing.request ?? "draft"];
  // What was approved and has ended since is asked for again.
  const requested = standing.productionOpen ? "done" : standing.request === "approved" ? "todo" : asked;
  return [
    own("add-credentials", sandbox.credentials > 0),
    ...(encryptionKeys
      ? [own("add-client-key", sandbox.clientKeys > 0), own("add-mastercard-key", sandbox.mastercardKey)]
      : []),
    task("sandbox", "first-call", called),
    task("production", "verify-company", OF_COMPANY[standing.company]),
    task("production", "request-production", requested),
    task("production", "contract", standing.contractInForce ? "done" : "waiting"),
    task(
      "production",
      "approval",
      standing.productionOpen ? "done" : requested === "done" ? "waiting" : "later",
    ),
  ];
}
