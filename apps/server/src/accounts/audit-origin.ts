import type { AuditOrigin } from "../audit/append.ts";
import type { Caller } from "./context.ts";

/** The origin of what a person does here: the address they typed or proved is the actor, before there is an account as well. */
export function auditOrigin(caller: Caller, email: string, accountId: string | null): AuditOrigin {
  return { accountId, actor: email, address: caller.address, requestId: caller.requestId };
}
