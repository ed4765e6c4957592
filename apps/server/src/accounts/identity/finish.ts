import { Problem } from "../../problems/problem.ts";
import { hashToken } from "../tokens.ts";
import type { FlowContext } from "./context.ts";
import { type FlowPurpose, secretsOf } from "./flow.ts";
import type { Identity } from "./service.ts";
import { takeFlow } from "./store.ts";

export interface FinishedFlow extends Identity {
  /** Of a sign-up: the company that was named where it began. */
  readonly companyName: string | null;
}

/**
 * Takes what the browser brings back. The flow is used up before anything else, whatever comes of it, and it counts only for what it was
 * begun for and for whoever began it.
 *
 * @throws {Problem} log-in-expired, identity-refused, identity-service-away
 */
export async function finishFlow(
  context: FlowContext,
  brought: {
    readonly purpose: FlowPurpose;
    /** Of the cookie. */
    readonly token: string;
    readonly query: string;
    readonly accountId: string | null;
    readonly projectId: string | null;
  },
  ask: "id-token" | "user-info",
): Promise<FinishedFlow> {
  const tokenHash = hashToken(brought.token);
  const flow =
    tokenHash === null ? null : await takeFlow(context.database, brought.purpose, tokenHash, context.clock());
  if (flow === null || flow.accountId !== brought.accountId || flow.projectId !== brought.projectId) {
    throw new Problem(
      "log-in-expired",
      "That took too long, or was begun in another browser. Go to the identity service again.",
    );
  }
  const secrets = secretsOf(brought.token, brought.purpose, flow.projectId);
  const identity = await context.service.identityOf(secrets, brought.query, ask);
  return { ...identity, companyName: flow.companyName };
}
