import { byServer } from "../audit/append.ts";

/** Who carries a rotation through, in the audit log. */
export const BY_WORKER = byServer("master-key-rotation");
