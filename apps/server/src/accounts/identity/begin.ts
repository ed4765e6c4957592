import { auditOrigin } from "../audit-origin.ts";
import type { Caller } from "../context.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { LINK_LIFE_MS } from "../rules.ts";
import { createHashedToken } from "../tokens.ts";
import type { FlowContext } from "./context.ts";
import { type FlowPurpose, secretsOf } from "./flow.ts";
import { insertFlow } from "./store.ts";

/**
 * Begins a way to the identity service and back.
 *
 * @returns where the browser is to go, and the token for its cookie
 * @throws {Problem} too-many-attempts, identity-service-away
 */
export async function beginFlow(
  context: FlowContext,
  caller: Caller,
  flow: {
    readonly purpose: FlowPurpose;
    /** Whose it is; null: nobody is logged in. */
    readonly accountId: string | null;
    readonly projectId: string | null;
    /** Of a sign-up. */
    readonly companyName?: string | null;
  },
): Promise<{ address: string; token: string }> {
  const now = context.clock();
  const origin = auditOrigin(caller, "nobody", flow.accountId);
  await requireAttempt(context.database, { kind: "identity-source", of: [caller.source] }, now, origin);
  const { token, tokenHash } = createHashedToken();
  const secrets = secretsOf(token, flow.purpose, flow.projectId);
  const address = await context.service.addressFor(secrets);
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS["identity-flow"]);
  await insertFlow(context.database, { ...flow, tokenHash, createdAt: now, expiresAt });
  return { address, token };
}
