import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import type { IdentityConfig } from "../../config.ts";
import type { OpenedCustody } from "../../custody/open-custody.ts";
import { custodyOf } from "../../custody/testing/custody-of.ts";
import { closeDatabase, type Database, openDatabase } from "../../database/database.ts";
import { migratedDatabase } from "../../database/testing/fresh-database.ts";
import { createApp } from "../../http/create-app.ts";
import { languagesOf, startInLanguage } from "../../notices/store.ts";
import { mailboxRoutes } from "../../notifications/routes.ts";
import { identify } from "../identify.ts";
import { createIdentityService } from "../identity/service.ts";
import { operatorConsoleRoutes } from "../operator-routes.ts";
import { accountRoutes } from "../routes.ts";

export const PUBLIC_URL = "https://desk.example";
export const GOOD_PASSWORD = "velvet orbit canyon 42";

export interface ReceivedMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly links: string[];
}

/** A desk with accounts and mailbox on a database of its own, a clock that tests turn, and callers from any address. */
export interface Desk {
  readonly url: string;
  readonly database: Database;
  readonly custody: OpenedCustody;
  readonly app: FastifyInstance;
  advance(ms: number): void;
  now(): Date;
  /** The same desk after a restart of the program. */
  restart(settings?: { production?: boolean }): Promise<FastifyInstance>;
  post(path: string, body: unknown, from?: From): Promise<Answer>;
  get(path: string, from?: From): Promise<Answer>;
  remove(path: string, from?: From): Promise<Answer>;
  mails(to: string): Promise<ReceivedMail[]>;
  /** Signs up, opens the link and gives the session cookie. */
  join(email: string, password?: string): Promise<string>;
  close(): Promise<void>;
}

export interface From {
  readonly address?: string;
  readonly cookie?: string;
  readonly userAgent?: string;
  /** As Accept-Language has it. */
  readonly languages?: string;
  readonly app?: FastifyInstance;
}

/** The fields of all the answers of these rooms; an answer without a body has none. */
export interface AnswerBody {
  readonly status?: unknown;
  readonly code?: string;
  readonly detail?: string;
  readonly can?: unknown;
  readonly requestId?: string;
  readonly errors?: { readonly pointer: string; readonly detail: string }[];
  readonly account?: {
    readonly email: string;
    readonly operator: boolean;
    readonly company: { readonly id: string; readonly name: string } | null;
  };
  readonly items?: ReceivedMail[];
}

export interface Answer {
  readonly status: number;
  readonly body: AnswerBody;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The Set-Cookie header, if there is one. */
  readonly setCookie: string | null;
  /** Its name and value, to be sent again. */
  readonly cookie: string | null;
  /** All that are set, by name and value. */
  readonly cookies: readonly string[];
}

/** @param identity the settings of the identity service that people can log in at */
export async function openDesk(identity: IdentityConfig | null = null): Promise<Desk> {
  const fresh = await migratedDatabase();
  const database = openDatabase(fresh.url);
  const custody = await custodyOf(database);
  const apps: FastifyInstance[] = [];
  let time = Date.now();
  const clock = () => new Date(time);

  async function start(production: boolean): Promise<FastifyInstance> {
    const app = await createApp({
      log: pino({ level: "silent" }),
      production,
      trustProxy: false,
      ready: async () => [],
      identify: identify({ database, production, clock }),
      rooms: [
        accountRoutes({
          database,
          custody,
          production,
          publicUrl: () => PUBLIC_URL,
          identity:
            identity === null
              ? null
              : createIdentityService(identity, () => PUBLIC_URL, pino({ level: "silent" })),
          provider: { name: "Mastercard", encryptionKeys: true },
          dropAskedBy: async () => {},
          languagesOf,
          startInLanguage,
          clock,
        }),
        operatorConsoleRoutes,
        mailboxRoutes({ database, production, smtpUrl: null, publicUrl: () => PUBLIC_URL }),
      ],
    });
    apps.push(app);
    return app;
  }

  const app = await start(false);

  async function send(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body: unknown,
    from: From,
  ): Promise<Answer> {
    const response = await (from.app ?? app).inject({
      method,
      url: `/api/v1${path}`,
      remoteAddress: from.address ?? "192.0.2.1",
      headers: {
        "x-gatehouse-client": "1",
        ...(from.cookie === undefined ? {} : { cookie: from.cookie }),
        ...(from.languages === undefined ? {} : { "accept-language": from.languages }),
        ...(from.userAgent === undefined ? {} : { "user-agent": from.userAgent }),
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const header = response.headers["set-cookie"];
    const all = header === undefined ? [] : [header].flat();
    // What is set is told, not what is cleared beside it.
    const setCookie = all.find((one) => /gatehouse\.session=/.test(one)) ?? all[0] ?? null;
    return {
      status: response.statusCode,
      body: response.body === "" ? {} : response.json<AnswerBody>(),
      headers: response.headers,
      setCookie,
      cookie: setCookie?.split(";")[0] ?? null,
      cookies: all.map((one) => one.split(";")[0] ?? ""),
    };
  }

  const desk: Desk = {
    url: fresh.url,
    database,
    custody,
    app,
    advance: (ms) => {
      time += ms;
    },
    now: clock,
    restart: (settings) => start(settings?.production ?? false),
    post: (path, body, from = {}) => send("POST", path, body, from),
    get: (path, from = {}) => send("GET", path, undefined, from),
    remove: (path, from = {}) => send("DELETE", path, undefined, from),
    mails: async (to) => {
      const { body } = await send("GET", "/mailbox", undefined, {});
      return (body.items ?? []).filter((mail) => mail.to === to);
    },
    join: async (email, password = GOOD_PASSWORD) => {
      await desk.post("/accounts/sign-up", { name: "Ada Byron", company: "ACME Bank", email, password });
      const answer = await desk.post("/accounts/confirm-email", {
        token: tokenOf(await desk.mails(email)),
        password,
      });
      if (answer.cookie === null)
        throw new Error(`no session after the link: ${JSON.stringify(answer.body)}`);
      return answer.cookie;
    },
    close: async () => {
      for (const opened of apps) await opened.close();
      await closeDatabase(database);
      await fresh.drop();
    },
  };
  return desk;
}

let made = 0;

/** An address that no other test of the file has used. */
export function newAddress(): string {
  made += 1;
  return `person-${made}@example.com`;
}

/** A source that no other test of the file has used. */
export function newSource(): string {
  made += 1;
  return `198.51.${Math.floor(made / 250)}.${(made % 250) + 1}`;
}

/** The token of the newest mail's first link. */
export function tokenOf(mails: readonly ReceivedMail[]): string {
  return /#token=([\w-]{43})$/.exec(mails[0]?.links[0] ?? "")?.[1] ?? "";
}
