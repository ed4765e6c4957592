import { columnHolder, type Holder } from "../custody/holder.ts";
import { secretContext } from "./make-credential.ts";

/** Sandbox secrets and App Keys that can be shown again. */
export const credentialHolders: readonly Holder[] = [
  columnHolder({
    table: "credentials",
    column: "wrapped_app_key",
    id: "uuid",
    context: (id) => secretContext(id, "app-key"),
  }),
  columnHolder({
    table: "credentials",
    column: "wrapped_secret",
    id: "uuid",
    context: (id) => secretContext(id, "partner-secret"),
  }),
];
