import { columnHolder } from "../custody/holder.ts";
import { authorityContext } from "./key-in-custody.ts";

/** Private keys of issuing authorities. */
export const authorityHolder = columnHolder({
  table: "certificate_authorities",
  column: "private_key",
  id: "uuid",
  context: authorityContext,
});
