/** Why an export doesn't hold; the message names the first entry, signature or line that is wrong. */
export class AuditFault extends Error {
  override readonly name = "AuditFault";
}
