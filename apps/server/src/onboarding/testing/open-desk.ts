import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import type { FastifyInstance, InjectOptions } from "fastify";
import { pino } from "pino";
import { findAccount } from "../../accounts/store.ts";
import { accounts } from "../../accounts/tables.ts";
import { apiServiceRoutes } from "../../api-services/routes.ts";
import { auditLogRoutes } from "../../audit-log/routes.ts";
import { calendarRoutes } from "../../calendar/routes.ts";
import { openCertificateAuthority } from "../../certificate-authority/open-authority.ts";
import { certificateAuthorityRoutes } from "../../certificate-authority/routes.ts";
import { clientHubRoutes } from "../../client-hub/routes.ts";
import { operatorCompanyRoutes } from "../../companies/operator-routes.ts";
import { companies } from "../../companies/tables.ts";
import { contractRoutes } from "../../contracts/routes.ts";
import { contractsNaming } from "../../contracts/store.ts";
import { credentialRoutes } from "../../credentials/routes.ts";
import { credentialsOf } from "../../credentials/store.ts";
import { CustodyAway } from "../../custody/custody.ts";
import type { OpenedCustody } from "../../custody/open-custody.ts";
import { refuseWhileAway } from "../../custody/refuse-while-away.ts";
import { openSharedSecrets } from "../../custody/shared-secrets.ts";
import { custodyOf } from "../../custody/testing/custody-of.ts";
import { takePartnerPair } from "../../custody/testing/made-pairs.ts";
import { closeDatabase, type Database, openDatabase } from "../../database/database.ts";
import { migratedDatabase } from "../../database/testing/fresh-database.ts";
import { keyExpiryRoutes } from "../../encryption-keys/expiry-routes.ts";
import { encryptionKeyRoutes } from "../../encryption-keys/routes.ts";
import { createApp } from "../../http/create-app.ts";
import { owesSecondFactor } from "../../http/operator-second-factor.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { createTurnstile } from "../../http/turnstile.ts";
import { keyPolicyRoutes } from "../../key-policy/routes.ts";
import { mailNotices } from "../../notices/mail-notices.ts";
import { noticeRoutes } from "../../notices/routes.ts";
import { languagesOf } from "../../notices/store.ts";
import { mailboxRoutes } from "../../notifications/routes.ts";
import type { LookUpHost } from "../../outbound/look-up-host.ts";
import type { OperatorRole } from "../../permissions.ts";
import { productionCompanyRoutes } from "../../production-access/company-routes.ts";
import { withdrawContractRoutes } from "../../production-access/contract-routes.ts";
import { operatorRequestRoutes } from "../../production-access/operator-routes.ts";
import { partnerRoutes } from "../../production-access/partner-routes.ts";
import { productionRoutes } from "../../production-access/routes.ts";
import { operatorProjectRoutes } from "../../projects/operator-routes.ts";
import { projectRoutes } from "../../projects/routes.ts";
import { invitationRoutes } from "../../projects/team/invitation-routes.ts";
import { teamRoutes } from "../../projects/team/routes.ts";
import { usedInProduction } from "../../projects/used-in-production.ts";
import { operationUseRoutes } from "../../usage/operation-routes.ts";
import { useOf, useTogether } from "../../usage/read-use.ts";
import { usageRoutes } from "../../usage/routes.ts";
import { webhookRoutes } from "../../webhooks/routes.ts";
import { deleteProjectRoutes } from "../delete-routes.ts";
import { onboardingRoutes } from "../routes.ts";
import { summaryRoutes } from "../summary-routes.ts";

const PERSON = "x-test-account";
/** What mails of this desk say of it. */
const DESK_MAILS = { provider: "Mastercard", publicUrl: "https://desk.example" };

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Where names lead in tests: no network is asked. */
const lookUp: LookUpHost = async (name) => {
  if (name.startsWith("nowhere.")) return [];
  return name.startsWith("inside.") ? ["8.8.8.8", "10.0.0.5"] : ["8.8.8.8"];
};

/** The desk's rooms on a database of their own, with people who need no log-in. */
export interface TestDesk {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly custody: OpenedCustody;
  /** Where master keys are made. */
  readonly dataDir: string;
  readonly pepper: Buffer;
  /** Everything a wizard sends, good as it is. */
  draft(changes?: Record<string, unknown>): Record<string, unknown>;
  join(encryptionKeys?: boolean): Promise<SignedIn>;
  /** One of the provider's own people. */
  joinOperator(role?: OperatorRole): Promise<SignedIn>;
  /** From now on the person's session is one that a second factor was shown in. */
  showSecondFactor(person: SignedIn): void;
  /** Whoever has this address, for accounts that were made by a request. */
  as(email: string): Promise<SignedIn>;
  /** Does something while the key store wraps and opens nothing, as when an HSM is out of reach. */
  withoutKeyStore(work: () => Promise<void>): Promise<void>;
  /** Does something between the next wrapping of a value and its storing. */
  onceWrapped(work: () => Promise<void>): void;
  /** Makes mails of new notices, as the worker does. */
  mailNotices(): Promise<void>;
  /** Turns the desk's clock on. */
  advance(ms: number): void;
  now(): Date;
  post(path: string, body: unknown, as: SignedIn | null, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, as: SignedIn | null): Promise<Answer>;
  patch(path: string, body: unknown, as: SignedIn | null): Promise<Answer>;
  put(path: string, body: unknown, as: SignedIn | null): Promise<Answer>;
  get(path: string, as: SignedIn | null, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** @param openWith custody of another kind than under a master key of this desk's own */
export async function openTestDesk(
  openWith: (database: Database, dataDir: string) => Promise<OpenedCustody> = custodyOf,
): Promise<TestDesk> {
  const fresh = await migratedDatabase();
  const database = openDatabase(fresh.url, { max: 20 });
  const dataDir = await mkdtemp(join(tmpdir(), "gatehouse-desk-"));
  const opened = await openWith(database, dataDir);
  let away = false;
  const onceWrapped: (() => Promise<void>)[] = [];
  const unlessAway = <T>(work: () => Promise<T>) =>
    away ? Promise.reject(new CustodyAway("The key store is out of reach.")) : work();
  const custody: OpenedCustody = {
    ...opened,
    ...refuseWhileAway({
      makePair: opened.makePair,
      wrap: (value, context) =>
        unlessAway(async () => {
          const wrapped = await opened.wrap(value, context);
          await onceWrapped.shift()?.();
          return wrapped;
        }),
      unwrap: (value, context) => unlessAway(() => opened.unwrap(value, context)),
    }),
  };
  const secrets = await openSharedSecrets(database, custody);
  const authority = await openCertificateAuthority(
    { database, custody, token: null, provider: "Mastercard" },
    new Date(),
  );
  const people = new Map<string, SignedIn>();
  let time = 0;
  const clock = () => new Date(Date.now() + time);
  const team = { database, providerName: "Mastercard", publicUrl: () => "https://desk.example", clock };
  const keyWork = createTurnstile({ atOnce: 2, waiting: 64, full: "Try again shortly." });
  const app: FastifyInstance = await createApp({
    log: pino({ level: "silent" }),
    production: false,
    trustProxy: false,
    ready: async () => [],
    identify: Object.assign(
      async (plain: FastifyInstance) => {
        plain.addHook("onRequest", async (request) => {
          const person = people.get(String(request.headers[PERSON])) ?? null;
          const owes = person?.operator === true && (await owesSecondFactor(database, person));
          request.signedIn = person === null ? null : { ...person, owesSecondFactor: owes };
        });
      },
      { [Symbol.for("skip-override")]: true },
    ),
    rooms: [
      keyPolicyRoutes({ database, mail: () => DESK_MAILS, clock }),
      operatorCompanyRoutes({
        database,
        clock,
        providerName: "Mastercard",
        publicUrl: () => "https://desk.example",
        languagesOf,
      }),
      productionCompanyRoutes({
        database,
        clock,
        providerName: "Mastercard",
        production: false,
        identity: null,
      }),
      contractRoutes({ database, clock }),
      apiServiceRoutes({
        database,
        clock,
        reach: { anyAddress: false, httpsOnly: false, lookUp },
        mail: () => DESK_MAILS,
        usedInProduction,
        contractsNaming,
      }),
      withdrawContractRoutes({ database, clock }),
      summaryRoutes({ database, clock }),
      operatorProjectRoutes({ database, clock }),
      keyExpiryRoutes({ database, clock }),
      certificateAuthorityRoutes({ database, clock }),
      productionRoutes({
        database,
        custody,
        authority,
        pepper: secrets["secret-pepper"],
        providerName: "Mastercard",
        keyWork,
        clock,
      }),
      operatorRequestRoutes({
        database,
        clock,
        productionUpstream: "https://api.provider.example",
        callsOf: async (environmentId) =>
          useTogether(
            database,
            (await credentialsOf(database, environmentId)).map(({ id }) => id),
          ),
      }),
      partnerRoutes({ database, mail: () => DESK_MAILS, clock }),
      noticeRoutes({ database, clock, providerName: "Mastercard" }),
      webhookRoutes({
        database,
        mail: () => DESK_MAILS,
        custody,
        reach: { anyAddress: true, httpsOnly: false, lookUp },
        clock,
      }),
      calendarRoutes({
        database,
        providerName: "Mastercard",
        publicUrl: () => "https://desk.example",
        clock,
      }),
      onboardingRoutes({
        database,
        custody,
        authority,
        pepper: secrets["secret-pepper"],
        gatewayUrl: () => "https://gate.example",
        providerName: "Mastercard",
        keyWork,
        clock,
      }),
      projectRoutes({ database, clock }),
      deleteProjectRoutes({ database, clock }),
      teamRoutes(team),
      invitationRoutes({ ...team, production: false, encryptionKeys: true }),
      mailboxRoutes({ database, production: false, smtpUrl: null, publicUrl: team.publicUrl }),
      auditLogRoutes({ database, clock, providerName: "Mastercard" }),
      credentialRoutes({ database, custody, pepper: secrets["secret-pepper"], clock }),
      encryptionKeyRoutes({
        database,
        custody,
        authority,
        providerName: "Mastercard",
        keyWork,
        clock,
        useOfKey: useOf,
      }),
      usageRoutes({ database, clock }),
      operationUseRoutes({ database, clock }),
      clientHubRoutes({ database, clock }),
    ],
  });
  const call = async (options: InjectOptions, as: SignedIn | null): Promise<Answer> => {
    const response = await app.inject({
      ...options,
      headers: {
        "x-gatehouse-client": "1",
        ...options.headers,
        ...(as === null ? {} : { [PERSON]: as.id }),
      },
    });
    const json = /json(?!l)/.test(String(response.headers["content-type"]));
    return {
      status: response.statusCode,
      body: json ? response.json() : null,
      text: response.body,
      headers: response.headers,
    };
  };
  return {
    database,
    databaseUrl: fresh.url,
    custody,
    dataDir,
    pepper: secrets["secret-pepper"],
    draft: (changes = {}) => ({
      draftId: randomUUID(),
      name: `Project ${randomBytes(4).toString("hex")}`,
      purpose: "self",
      apiService: "open-finance-us",
      commercialCountry: "US",
      sandboxDescription: "Tests",
      ...changes,
    }),
    async join(encryptionKeys = true) {
      const companyId = randomUUID();
      const id = randomUUID();
      const now = new Date();
      await database.insert(companies).values({
        id: companyId,
        name: "Ada & Co",
        kind: "own",
        encryptionKeysEnabled: encryptionKeys,
        createdAt: now,
      });
      const email = `${id}@example.test`;
      const person = {
        id,
        name: "Ada",
        email,
        companyId,
        operator: false,
        operatorRole: null,
        shownSecondFactor: false,
        owesSecondFactor: false,
      };
      await database.insert(accounts).values({ ...person, passwordHash: "$none", createdAt: now });
      people.set(id, person);
      return person;
    },
    async joinOperator(operatorRole = "administrator") {
      const id = randomUUID();
      const email = `${id}@provider.test`;
      const person = {
        id,
        name: "Grace",
        email,
        companyId: null,
        operator: true,
        operatorRole,
        shownSecondFactor: false,
        owesSecondFactor: false,
      };
      await database.insert(accounts).values({ ...person, passwordHash: "$none", createdAt: new Date() });
      people.set(id, person);
      return person;
    },
    showSecondFactor(person) {
      people.set(person.id, { ...person, shownSecondFactor: true });
    },
    async as(email) {
      const account = await findAccount(database, email);
      if (account === null) throw new Error("there is no such account");
      const { id, name, companyId, operator, operatorRole } = account;
      const person = {
        id,
        name,
        email,
        companyId,
        operator,
        operatorRole,
        shownSecondFactor: false,
        owesSecondFactor: false,
      };
      people.set(id, person);
      return person;
    },
    async withoutKeyStore(work) {
      away = true;
      await work().finally(() => {
        away = false;
      });
    },
    onceWrapped(work) {
      onceWrapped.push(work);
    },
    async mailNotices() {
      const setting = { provider: "Mastercard", publicUrl: "https://desk.example" };
      const warn = (why: unknown) => {
        throw new Error("a notice could not be mailed", { cause: why });
      };
      while ((await mailNotices(database, setting, clock(), { warn })) > 0) {
        // The next ones.
      }
    },
    advance: (ms) => {
      time += ms;
    },
    now: clock,
    delete: (url, as) => call({ method: "DELETE", url }, as),
    patch: (url, payload, as) => call({ method: "PATCH", url, payload: payload as object }, as),
    put: (url, payload, as) => call({ method: "PUT", url, payload: payload as object }, as),
    post: (url, payload, as, headers = {}) =>
      call({ method: "POST", url, payload: payload as object, headers }, as),
    get: (url, as, headers = {}) => call({ method: "GET", url, headers }, as),
    async close() {
      await app.close();
      await closeDatabase(database);
      await fresh.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A good request of a new pair. */
export async function newRequest(): Promise<string> {
  return createCertificateRequest({ commonName: "test key" }, await takePartnerPair());
}
