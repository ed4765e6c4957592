import { columnHolder } from "../custody/holder.ts";
import { auditKeyContext } from "./sign-heads.ts";

/** Private keys that sign the audit trail. */
export const auditKeyHolder = columnHolder({
  table: "audit_keys",
  column: "private_key",
  id: "text",
  context: auditKeyContext,
});
