import { isIP } from "node:net";
import { desc, eq } from "drizzle-orm";
import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { mails } from "./tables.ts";

export interface MailboxDeps {
  readonly database: Database;
  readonly production: boolean;
  readonly smtpUrl: string | null;
  /** The portal's address as people see it. */
  readonly publicUrl: () => string;
}

const NEWEST = 100;

const mailboxMail = z.object({
  id: z.uuid(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  links: z.array(z.string()).describe("The addresses in the text, in its order."),
  at: z.iso.datetime(),
});

/**
 * The local mailbox: what would have been mailed, for a machine without a mail server. Whoever can read it can take over any account, so
 * in production, and wherever mail is really sent, these routes don't exist.
 */
export function mailboxRoutes(deps: MailboxDeps): FastifyPluginAsync {
  return async (plain) => {
    if (deps.production || deps.smtpUrl !== null) return;
    const app = plain.withTypeProvider<ZodTypeProvider>();

    // A page of another site can give its own name the address of this machine (DNS rebinding) and would read the answers as its own.
    app.addHook("onRequest", async (request) => {
      const host = request.hostname.replace(/^\[|\]$/g, "");
      if (host !== "localhost" && isIP(host) === 0 && host !== new URL(deps.publicUrl()).hostname) {
        throw new Problem(
          "forbidden-origin",
          "The mailbox is read at localhost, an IP address, or GATEHOUSE_PUBLIC_URL only.",
        );
      }
    });

    app.get(
      "/mailbox",
      {
        schema: {
          tags: ["mailbox"],
          operationId: "listMails",
          summary: "The newest 100 mails of the local mailbox, newest first; outside production only",
          response: {
            200: z.object({ items: z.array(mailboxMail), total: z.number().int() }),
            ...refusals("forbidden-origin"),
          },
        },
      },
      async () => {
        const rows = await deps.database
          .select()
          .from(mails)
          .orderBy(desc(mails.queuedAt), desc(mails.id))
          .limit(NEWEST);
        return { items: rows.map(toMail), total: await deps.database.$count(mails) };
      },
    );

    app.get(
      "/mailbox/:id",
      {
        schema: {
          tags: ["mailbox"],
          operationId: "readMail",
          summary: "One mail of the local mailbox; outside production only",
          params: z.object({ id: z.uuid("The id of a mail is a UUID.") }),
          response: { 200: mailboxMail, ...refusals("invalid-request", "forbidden-origin", "not-found") },
        },
      },
      async (request) => {
        const [row] = await deps.database.select().from(mails).where(eq(mails.id, request.params.id));
        if (row === undefined) throw new Problem("not-found", "There is no such mail.");
        return toMail(row);
      },
    );
  };
}

function toMail(row: typeof mails.$inferSelect): z.infer<typeof mailboxMail> {
  return {
    id: row.id,
    to: row.recipient,
    subject: row.subject,
    text: row.body,
    links: row.body.match(/https?:\/\/\S+/g) ?? [],
    at: row.queuedAt.toISOString(),
  };
}
