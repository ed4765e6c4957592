import type { AuditOrigin } from "../audit/append.ts";

/** Who carries a rotation through, in the audit log. */
export const BY_WORKER: AuditOrigin = {
  accountId: null,
  actor: "server",
  address: "local",
  requestId: "master-key-rotation",
};
