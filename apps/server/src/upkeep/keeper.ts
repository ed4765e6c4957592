import { hostname, userInfo } from "node:os";
import type { AuditOrigin } from "../audit/append.ts";

/** Who sits at the command line. */
export function keeper(): AuditOrigin {
  return {
    accountId: null,
    actor: `${userInfo().username}@${hostname()}`.slice(0, 200),
    address: "local",
    requestId: "command-line",
  };
}
