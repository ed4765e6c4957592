import { randomBytes } from "node:crypto";
import type { WrappedValue } from "../../key-book/entries.ts";
import type { MasterKey } from "../backend.ts";
import { CustodyAway, CustodyError } from "../custody.ts";
import { openSealed, SEAL_OVERHEAD, seal } from "../seal.ts";
import { doesNotOpen, requireKey, unknownForm } from "../wrap.ts";
import { TokenError } from "./token-error.ts";
import type { TokenLink } from "./token-link.ts";

/** Layout of a wrapped value: version (1 byte) ‖ data key, wrapped in the token (40 bytes, RFC 3394) ‖ what `seal` makes under it. */
const VERSION = 2;
const DATA_KEY_BYTES = 32;
const WRAPPED_KEY_BYTES = 40;

/**
 * A master key inside a token. Each value has a data key of its own, which the token wraps and unwraps; the value, its data key and its
 * row are bound together by AES-256-GCM.
 *
 * @param place names the token, for errors
 */
export function tokenKey(link: TokenLink, fingerprint: string, place: string): MasterKey {
  return {
    fingerprint,
    async wrap(value, context) {
      const dataKey = randomBytes(DATA_KEY_BYTES);
      const wrapped = await asking(place, () => link.ask({ do: "wrap", masterKey: fingerprint, dataKey }));
      if (wrapped.length !== WRAPPED_KEY_BYTES) throw new CustodyError(`${place} wraps in an unknown form`);
      const sealed = seal(dataKey, value, associatedData(fingerprint, context));
      dataKey.fill(0);
      return {
        masterKey: fingerprint,
        wrapped: Buffer.concat([Buffer.of(VERSION), wrapped, sealed]).toString("base64"),
      };
    },
    async unwrap(value: WrappedValue, context) {
      requireKey(value, fingerprint);
      const bytes = Buffer.from(value.wrapped, "base64");
      if (bytes.length < 1 + WRAPPED_KEY_BYTES + SEAL_OVERHEAD || bytes[0] !== VERSION)
        throw unknownForm(context);
      const wrapped = bytes.subarray(1, 1 + WRAPPED_KEY_BYTES);
      const dataKey = await unwrapDataKey(link, fingerprint, wrapped, context, place);
      const opened = openSealed(
        dataKey,
        bytes.subarray(1 + WRAPPED_KEY_BYTES),
        associatedData(fingerprint, context),
      );
      dataKey.fill(0);
      if (opened === null) throw doesNotOpen(context);
      return opened;
    },
  };
}

async function unwrapDataKey(
  link: TokenLink,
  masterKey: string,
  wrapped: Uint8Array,
  context: string,
  place: string,
): Promise<Buffer> {
  try {
    const dataKey = Buffer.from(await link.ask({ do: "unwrap", masterKey, wrapped }));
    if (dataKey.length === DATA_KEY_BYTES) return dataKey;
  } catch (error) {
    if (!(error instanceof TokenError) || error.failure !== "value") throw asCustodyError(error, place);
  }
  throw doesNotOpen(context);
}

/** @throws {CustodyError} in place of the token's own error */
export async function asking<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asCustodyError(error, place);
  }
}

function asCustodyError(error: unknown, place: string): unknown {
  if (!(error instanceof TokenError)) return error;
  const message = `${place}: ${error.message}`;
  return error.failure === "value" || error.failure === "missing"
    ? new CustodyError(message, { cause: error })
    : new CustodyAway(message, { cause: error });
}

function associatedData(fingerprint: string, context: string): Buffer {
  return Buffer.from(`gatehouse:v${VERSION}:${fingerprint}:${context}`, "utf8");
}
