import type { Custody } from "../custody/custody.ts";
import type { WrappedValue } from "../key-book/entries.ts";
import { Problem } from "../problems/problem.ts";
import { secretContext } from "./make-credential.ts";
import type { Credential } from "./store.ts";

/**
 * A new Partner Secret, wrapped to be shown again, where the set of credentials is one whose secrets are shown again. Null while the key
 * store is away as well: changing a leaked secret must not wait for it, and the next change can be shown again.
 */
export async function wrapNewSecret(
  custody: Pick<Custody, "wrap">,
  credential: Pick<Credential, "id" | "wrappedAppKey">,
  secret: string,
): Promise<WrappedValue | null> {
  if (credential.wrappedAppKey === null) return null;
  try {
    return await custody.wrap(Buffer.from(secret), secretContext(credential.id, "partner-secret"));
  } catch (error) {
    if (error instanceof Problem && error.code === "key-store-away") return null;
    throw error;
  }
}
