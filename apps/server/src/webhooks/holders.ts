import { columnHolder, type Holder } from "../custody/holder.ts";

/** The same for both columns: at a rotation the secret moves from one to the other as it is. */
export const webhookContext = (id: string) => `webhook:${id}`;

/** What messages to receivers are signed with. */
export const webhookHolders: readonly Holder[] = ["secret", "old_secret"].map((column) =>
  columnHolder({ table: "webhooks", column, id: "uuid", context: webhookContext }),
);
