import { z } from "zod";
import { ability, abilityAnswer, type Standing } from "../http/ability.ts";
import { overlapEnd } from "./rules.ts";
import type { Credential } from "./store.ts";

export const credentialAnswer = z.object({
  id: z.uuid(),
  description: z.string(),
  partnerId: z.string(),
  status: z.literal("active"),
  createdAt: z.iso.datetime(),
  oldSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe("When the last old Partner Secret stops; null: none works."),
  isLast: z.boolean().describe("Are these the environment's only credentials?"),
  can: z.object({ reveal: abilityAnswer, rotate: abilityAnswer, delete: abilityAnswer }),
});

/** @param all the environment's credentials, `credential` among them */
export function describeCredential(
  credential: Credential,
  all: readonly Credential[],
  seen: { readonly standing: Standing; readonly now: Date },
): z.infer<typeof credentialAnswer> {
  const { standing, now } = seen;
  return {
    id: credential.id,
    description: credential.description,
    partnerId: credential.partnerId,
    status: "active",
    createdAt: credential.createdAt.toISOString(),
    oldSecretUntil: overlapEnd(credential.secrets, now)?.toISOString() ?? null,
    isLast: all.length === 1,
    can: {
      reveal: ability(
        standing,
        "credential.reveal",
        credential.wrappedSecret === null ? "secret-not-shown" : null,
      ),
      rotate: ability(standing, "credential.rotate"),
      delete: ability(standing, "credential.delete"),
    },
  };
}
