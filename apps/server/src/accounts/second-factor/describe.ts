import type { AccountsContext, Caller } from "../context.ts";
import { countPasskeys } from "../passkeys/store.ts";
import { SHOWN_FOR_MS } from "../rules.ts";
import { readShown } from "../sessions.ts";
import { factorInUse } from "./check-code.ts";
import { countRecoveryCodes } from "./store.ts";

/** What an account has besides its password, and until when what was shown of it in this session counts. */
export async function describeSecondFactor(
  { database, clock }: Pick<AccountsContext, "database" | "clock">,
  caller: Caller,
  accountId: string,
) {
  const factor = await factorInUse(database, accountId);
  const passkeys = await countPasskeys(database, accountId);
  const session = await readShown(database, { token: caller.sessionToken, accountId });
  const until = session?.shownAt ? new Date(session.shownAt.getTime() + SHOWN_FOR_MS) : null;
  return {
    since: factor?.confirmedAt?.toISOString() ?? null,
    recoveryCodesLeft: await countRecoveryCodes(database, accountId),
    ways: [...(passkeys > 0 ? (["passkey"] as const) : []), ...(factor === null ? [] : (["app"] as const))],
    shownUntil: until !== null && until >= clock() ? until.toISOString() : null,
  };
}
