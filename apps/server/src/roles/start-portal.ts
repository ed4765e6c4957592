import { access } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Logger } from "pino";
import { ensureFirstOperatorLink } from "../accounts/first-operator.ts";
import { identify } from "../accounts/identify.ts";
import { openIdentityService } from "../accounts/identity/open-service.ts";
import { operatorConsoleRoutes } from "../accounts/operator-routes.ts";
import { accountRoutes } from "../accounts/routes.ts";
import { dropProposalsOf } from "../api-services/proposals/drop.ts";
import { apiServiceRoutes } from "../api-services/routes.ts";
import { auditLogRoutes } from "../audit-log/routes.ts";
import { calendarRoutes } from "../calendar/routes.ts";
import {
  type CertificateAuthority,
  openCertificateAuthority,
} from "../certificate-authority/open-authority.ts";
import { certificateAuthorityRoutes } from "../certificate-authority/routes.ts";
import { clientHubRoutes } from "../client-hub/routes.ts";
import { operatorCompanyRoutes } from "../companies/operator-routes.ts";
import type { Config } from "../config.ts";
import { contractRoutes } from "../contracts/routes.ts";
import { contractsNaming } from "../contracts/store.ts";
import { changePartnerSecret } from "../credentials/change-secret.ts";
import { credentialRoutes } from "../credentials/routes.ts";
import { credentialsOf } from "../credentials/store.ts";
import type { Custody } from "../custody/custody.ts";
import { type OpenedCustody, openCustody } from "../custody/open-custody.ts";
import { refuseWhileAway } from "../custody/refuse-while-away.ts";
import { openSharedSecrets, type SharedSecrets } from "../custody/shared-secrets.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { keyExpiryRoutes } from "../encryption-keys/expiry-routes.ts";
import { encryptionKeyRoutes } from "../encryption-keys/routes.ts";
import { createApp } from "../http/create-app.ts";
import { servePortal } from "../http/serve-portal.ts";
import { createTurnstile } from "../http/turnstile.ts";
import { keyPolicyRoutes } from "../key-policy/routes.ts";
import { masterKeyRoutes } from "../master-keys/routes.ts";
import { noticeRoutes } from "../notices/routes.ts";
import { languagesOf, startInLanguage } from "../notices/store.ts";
import { mailboxRoutes } from "../notifications/routes.ts";
import { deleteProjectRoutes } from "../onboarding/delete-routes.ts";
import { onboardingRoutes } from "../onboarding/routes.ts";
import { summaryRoutes } from "../onboarding/summary-routes.ts";
import { lookUpHost } from "../outbound/look-up-host.ts";
import { productionCompanyRoutes } from "../production-access/company-routes.ts";
import { withdrawContractRoutes } from "../production-access/contract-routes.ts";
import { operatorRequestRoutes } from "../production-access/operator-routes.ts";
import { partnerRoutes } from "../production-access/partner-routes.ts";
import { productionRoutes } from "../production-access/routes.ts";
import { operatorProjectRoutes } from "../projects/operator-routes.ts";
import { projectRoutes } from "../projects/routes.ts";
import { invitationRoutes } from "../projects/team/invitation-routes.ts";
import { teamRoutes } from "../projects/team/routes.ts";
import { usedInProduction } from "../projects/used-in-production.ts";
import { operationUseRoutes } from "../usage/operation-routes.ts";
import { useOf, useTogether } from "../usage/read-use.ts";
import { receiveUsage } from "../usage/receive.ts";
import { usageRoutes } from "../usage/routes.ts";
import { webhookRoutes } from "../webhooks/routes.ts";
import { deskLinkRoutes } from "./desk-link.ts";
import { asStartError } from "./start-error.ts";
import { usageLinkRoutes } from "./usage-link.ts";

/** What portal and worker share: the desk's log-in, custody, the shared secrets and the issuing authority. */
export interface Desk {
  readonly database: Database;
  /** As people's requests use it. */
  readonly custody: Custody;
  /** The same with its backends. */
  readonly keeper: OpenedCustody;
  readonly secrets: SharedSecrets;
  readonly authority: CertificateAuthority;
  close(): Promise<void>;
}

export async function openDesk(config: Config, databaseUrl: string): Promise<Desk> {
  const database = openDatabase(databaseUrl, { max: 20, name: "gatehouse-portal" });
  let keeper: OpenedCustody | null = null;
  const close = async () => {
    await keeper?.close();
    await closeDatabase(database);
  };
  try {
    keeper = await openCustody(config, database);
    const custody = refuseWhileAway(keeper);
    const token =
      keeper.token === null ? null : { backend: keeper.token, preferred: config.token?.authority === true };
    return {
      database,
      custody,
      keeper,
      secrets: await openSharedSecrets(database, keeper),
      authority: await openCertificateAuthority(
        { database, custody, token, provider: config.providerName },
        new Date(),
      ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface Portal {
  readonly url: string;
  /** Tells the pages where partners find the gateway, once it listens. */
  gatewayIsAt(url: string): void;
  /** One-time link for the first operator; null once there is one. */
  firstOperatorLink(): Promise<string | null>;
  stop(): Promise<void>;
}

/** Partners' secrets hashed at once, beside people's passwords, and waiting. */
const SECRET_HASHES = {
  atOnce: 1,
  waiting: 32,
  full: "Many Partner Secrets are being changed at this moment.",
};

/** Pairs made at once; a third would only take the cores from the others. */
const KEY_WORK = {
  atOnce: 2,
  waiting: 64,
  full: "Many keys are being made at this moment. Try again shortly.",
};

const BUILT_PORTAL = new URL("../../../portal/dist", import.meta.url).pathname;

export async function startPortal(config: Config, desk: Desk, log: Logger): Promise<Portal> {
  const { database, custody, authority, secrets } = desk;
  const clock = () => new Date();
  const hashing = createTurnstile(SECRET_HASHES);
  const keyWork = createTurnstile(KEY_WORK);
  let ownUrl = "";
  let gatewayUrl = config.gatewayPublicUrl ?? "";
  const publicUrl = () => (config.publicUrl ?? ownUrl).replace(/\/$/, "");
  const mail = () => ({ provider: config.providerName, publicUrl: publicUrl() });
  const hasPages = await access(join(BUILT_PORTAL, "index.html")).then(
    () => true,
    () => false,
  );
  if (!hasPages) log.warn("the portal's pages are not built: run npm run build -w apps/portal");
  const identity = await openIdentityService(config.identity, publicUrl, log);
  const app = await createApp({
    log,
    production: config.production,
    trustProxy: config.trustProxy,
    ready: () =>
      database.execute(sql`select 1`).then(
        () => [],
        () => ["database"],
      ),
    identify: identify({ database, production: config.production }),
    rooms: [
      accountRoutes({
        database,
        custody,
        production: config.production,
        publicUrl,
        identity,
        provider: { name: config.providerName, encryptionKeys: config.encryptionKeysEnabled },
        languagesOf,
        startInLanguage,
        dropAskedBy: (tx, who, accountId) => dropProposalsOf(tx, { mail }, who, accountId),
      }),
      operatorConsoleRoutes,
      keyPolicyRoutes({ database, mail, clock }),
      operatorCompanyRoutes({ database, clock, providerName: config.providerName, publicUrl, languagesOf }),
      productionCompanyRoutes({
        database,
        clock,
        providerName: config.providerName,
        production: config.production,
        identity,
      }),
      contractRoutes({ database, clock }),
      apiServiceRoutes({
        database,
        clock,
        reach: {
          anyAddress: config.anyUpstreamAddress,
          httpsOnly: config.production && !config.anyUpstreamAddress,
          lookUp: lookUpHost,
        },
        mail,
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
        providerName: config.providerName,
        keyWork,
        clock,
      }),
      operatorRequestRoutes({
        database,
        clock,
        productionUpstream: config.productionUpstream,
        callsOf: async (environmentId) =>
          useTogether(
            database,
            (await credentialsOf(database, environmentId)).map(({ id }) => id),
          ),
      }),
      partnerRoutes({ database, mail, clock }),
      noticeRoutes({ database, clock, providerName: config.providerName }),
      webhookRoutes({
        database,
        mail,
        custody,
        reach: {
          anyAddress: config.anyWebhookAddress,
          httpsOnly: config.production,
          lookUp: lookUpHost,
        },
        clock,
      }),
      calendarRoutes({ database, providerName: config.providerName, publicUrl, clock }),
      mailboxRoutes({ database, production: config.production, smtpUrl: config.smtpUrl, publicUrl }),
      onboardingRoutes({
        database,
        custody,
        authority,
        pepper: secrets["secret-pepper"],
        gatewayUrl: () => gatewayUrl,
        providerName: config.providerName,
        keyWork,
        clock,
      }),
      projectRoutes({ database, clock }),
      deleteProjectRoutes({ database, clock }),
      teamRoutes({ database, providerName: config.providerName, publicUrl, clock }),
      invitationRoutes({
        database,
        providerName: config.providerName,
        publicUrl,
        clock,
        production: config.production,
        encryptionKeys: config.encryptionKeysEnabled,
      }),
      masterKeyRoutes({ ring: desk.keeper.ring }),
      auditLogRoutes({ database, clock, providerName: config.providerName }),
      credentialRoutes({ database, custody, pepper: secrets["secret-pepper"], clock }),
      encryptionKeyRoutes({
        database,
        custody,
        authority,
        providerName: config.providerName,
        keyWork,
        clock,
        useOfKey: useOf,
      }),
      usageRoutes({ database, clock }),
      operationUseRoutes({ database, clock }),
      clientHubRoutes({ database, clock }),
    ],
    internal: [
      deskLinkRoutes({
        key: secrets["desk-link"],
        changePartnerSecret: (change) => changePartnerSecret({ database, custody, clock, hashing }, change),
      }),
      usageLinkRoutes({
        key: secrets["desk-link"],
        receive: async (report) => {
          await receiveUsage(database, report, clock());
        },
      }),
    ],
    ...(hasPages ? { portal: servePortal(BUILT_PORTAL) } : {}),
  });
  try {
    ownUrl = await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    throw asStartError(error, "GATEHOUSE_PORT", config.port);
  }
  return {
    url: ownUrl,
    gatewayIsAt(url) {
      gatewayUrl = config.gatewayPublicUrl ?? url;
    },
    firstOperatorLink: () => ensureFirstOperatorLink({ database, publicUrl: publicUrl() }),
    stop: () => app.close(),
  };
}
