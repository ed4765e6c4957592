import type { Desk } from "./desk.ts";

/** A desk that is asked for one change of a credential's secret at a time: each costs it a slow hash, and of many at once one could win. */
export function oneChangeAtATime(desk: Desk): Desk {
  const inHand = new Set<string>();
  return {
    async changePartnerSecret(change) {
      if (inHand.has(change.credentialId)) return { ok: false, reason: "changed-meanwhile" };
      inHand.add(change.credentialId);
      try {
        return await desk.changePartnerSecret(change);
      } finally {
        inHand.delete(change.credentialId);
      }
    },
  };
}
