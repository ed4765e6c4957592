import type { Logger } from "pino";
import type { Custody } from "../custody/custody.ts";
import type { Desk } from "../gateway/desk.ts";
import type { KeyBookSource } from "../key-book/source.ts";

/**
 * The key that seals what a gateway and the desk say to each other: read when it is first needed, and remembered. A rotation of the master
 * key wraps it anew and leaves it as it is.
 *
 * @returns rejects while the key book or the key store is away
 */
export function deskLinkKey(
  source: Pick<KeyBookSource, "entry">,
  custody: Pick<Custody, "unwrap">,
): () => Promise<Buffer> {
  let known: Buffer | null = null;
  return async () => {
    if (known !== null) return known;
    const entry = await source.entry("shared-secret", "desk-link");
    if (entry?.kind !== "shared-secret") throw new Error("the key book has no key for the desk link");
    known = await custody.unwrap(entry.value, "shared-secret:desk-link");
    return known;
  };
}

/** The desk as a gateway reaches it. While the link's key can't be had nothing is sent, so the answer is that nothing was changed. */
export function linkedDesk(needs: {
  readonly linkKey: () => Promise<Buffer>;
  /** The way to the desk, given the key that seals what goes over it. */
  readonly deskLink: (key: Buffer) => Desk["changePartnerSecret"];
  readonly log: Logger;
}): Desk {
  return {
    async changePartnerSecret(change) {
      let key: Buffer;
      try {
        key = await needs.linkKey();
      } catch (error) {
        needs.log.warn(
          { err: error },
          "the desk link's key can't be had; the Partner Secret was not changed",
        );
        return { ok: false, reason: "unavailable" };
      }
      return needs.deskLink(key)(change);
    },
  };
}
