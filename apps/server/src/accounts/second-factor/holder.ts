import { columnHolder } from "../../custody/holder.ts";

export const secondFactorContext = (accountId: string) => `second-factor:${accountId}`;

/** Secrets that authenticator apps share. */
export const secondFactorHolder = columnHolder({
  table: "second_factors",
  column: "secret",
  id: "uuid",
  context: secondFactorContext,
});
