import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";
import type { SecretChange, SecretChangeResult } from "../gateway/desk.ts";
import { Problem } from "../problems/problem.ts";
import { openMessage, postSealed } from "./sealed-message.ts";

const PATH = "/internal/v1/partner-secret";
const AUDIENCE = "gatehouse-desk";

const claims = z.object({
  credentialId: z.uuid(),
  newSecret: z.string().min(1).max(255),
  immediate: z.boolean(),
  ifVerifier: z.string().min(1).max(255),
});

const answer = z.union([
  z.object({ ok: z.literal(true), number: z.number().int() }),
  z.object({
    ok: z.literal(false),
    reason: z.enum(["changed-meanwhile", "gone", "too-many-secrets", "unavailable"]),
  }),
]);

/** The desk's end. A message is dead after a minute, and once the change it asks for is made. */
export function deskLinkRoutes(deps: {
  readonly key: Buffer;
  readonly changePartnerSecret: (change: SecretChange) => Promise<SecretChangeResult>;
}): FastifyPluginAsync {
  return async (app) => {
    app.post(PATH, { schema: { hide: true }, bodyLimit: 8 * 1024 }, async (incoming) => {
      const message = z.object({ message: z.string().max(4_096) }).safeParse(incoming.body);
      const change = message.success ? await open(deps.key, message.data.message) : null;
      if (change === null) throw new Problem("not-found", "There is nothing at this address.");
      return deps.changePartnerSecret(change);
    });
  };
}

async function open(key: Buffer, message: string): Promise<SecretChange | null> {
  const payload = await openMessage(key, AUDIENCE, message);
  return claims.safeParse(payload).data ?? null;
}

/** The gateway's end. Whatever goes wrong on the way is `unknown`: the desk may have made the change before. */
export function deskClient(
  portalUrl: string,
  key: Buffer,
): (change: SecretChange) => Promise<SecretChangeResult> {
  return async (change) => {
    try {
      const { text } = await postSealed(portalUrl, PATH, { key, audience: AUDIENCE, claims: change });
      return answer.parse(JSON.parse(text));
    } catch {
      return { ok: false, reason: "unknown" };
    }
  };
}
