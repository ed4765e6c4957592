import { columnHolder } from "../custody/holder.ts";
import { clientKeyContext } from "./make-client-key.ts";

/** Private halves of Client Encryption Keys, until they are destroyed. */
export const clientKeyHolder = columnHolder({
  table: "client_encryption_keys",
  column: "private_key",
  id: "uuid",
  context: clientKeyContext,
});
