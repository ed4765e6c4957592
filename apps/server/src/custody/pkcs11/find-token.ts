import type { Handle, PKCS11 } from "pkcs11js";
import { TokenError } from "./token-error.ts";
import type { TokenSettings } from "./token-messages.ts";

/** The slot with the token of the settings: by number, by label, or the only one there is. */
export function findToken(library: PKCS11, settings: Pick<TokenSettings, "token" | "slot">): Handle {
  const slots = library.C_GetSlotList(true).map((handle) => ({
    handle,
    number: slotNumber(handle),
    label: library.C_GetTokenInfo(handle).label.replace(/[\0 ]+$/, ""),
  }));
  const fitting = slots.filter(
    ({ number, label }) =>
      (settings.slot === null || number === settings.slot) &&
      (settings.token === null ? label !== "" : label === settings.token),
  );
  const [found, ...more] = fitting;
  if (found === undefined) throw new TokenError("away", `it isn't there${others(slots)}`);
  if (more.length > 0) {
    throw new TokenError(
      "settings",
      `more than one token fits${others(slots)}: set GATEHOUSE_PKCS11_TOKEN or GATEHOUSE_PKCS11_SLOT`,
    );
  }
  return found.handle;
}

/** CK_SLOT_ID is an unsigned long of the machine, least significant byte first on all that Node.js runs on. */
function slotNumber(handle: Handle): number {
  return Number(handle.length === 8 ? handle.readBigUInt64LE() : handle.readUInt32LE());
}

function others(slots: readonly { readonly number: number; readonly label: string }[]): string {
  const named = slots.filter(({ label }) => label !== "").slice(0, 8);
  if (named.length === 0) return ", and there is no other";
  return ` (there: ${named.map(({ number, label }) => `"${label}" in slot ${number}`).join(", ")})`;
}
