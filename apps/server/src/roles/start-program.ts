import { availableParallelism } from "node:os";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { type OpenedCustody, openGatewayCustody } from "../custody/open-custody.ts";
import { startHeldReports } from "../custody/report-held.ts";
import { watchBackends } from "../custody/watch-backends.ts";
import type { DeliverUsage } from "../gateway/usage-report.ts";
import { createLog, logDestination } from "./create-log.ts";
import { deskClient } from "./desk-link.ts";
import { openDatabases } from "./open-databases.ts";
import { StartError } from "./start-error.ts";
import { startGateway } from "./start-gateway.ts";
import { openDesk, startPortal } from "./start-portal.ts";
import { remoteTestDrive, startTestDrive } from "./start-test-drive.ts";
import { startWorker } from "./start-worker.ts";
import { usageClient } from "./usage-link.ts";

export interface Program {
  /** Lines for the terminal: where everything is, and the first operator's link where there is one. */
  readonly greeting: readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts the roles of the settings in one process, each with the log-in and the keys it needs. What has been started is stopped again,
 * last first, when a later part can't start.
 */
export async function startProgram(config: Config): Promise<Program> {
  const log = createLog(config.logLevel, logDestination(config.production));
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const greeting = await startRoles(config, log, started);
    return { greeting, stop };
  } catch (error) {
    await stop().catch((reason: unknown) => log.error({ err: reason }, "could not stop cleanly"));
    throw error;
  }
}

async function startRoles(config: Config, log: Logger, started: (() => Promise<void>)[]): Promise<string[]> {
  const databases = await openDatabases(config);
  started.push(databases.stop);
  const has = (role: "portal" | "gateway" | "test-drive" | "worker") => config.roles.has(role);

  const desk = has("portal") || has("worker") ? await openDesk(config, databases.urls.portal) : null;
  if (desk !== null) {
    const { database, keeper } = desk;
    started.push(desk.close, startHeldReports({ database, ring: keeper.ring, log }).stop);
  }

  const testDrive = has("test-drive") ? await startTestDrive(config, databases.urls.testDrive, log) : null;
  if (testDrive !== null) started.push(testDrive.stop);

  const portal = has("portal") && desk !== null ? await startPortal(config, desk, log) : null;
  if (portal !== null) started.push(portal.stop);

  let gatewayUrl: string | null = null;
  if (has("gateway")) {
    const custody = desk?.keeper ?? (await gatewayCustody(config, started));
    if (desk === null) started.push(watchBackends(custody.ring, log).stop);
    const gateway = await startGateway({
      config,
      databaseUrl: databases.urls.gateway,
      custody,
      testDrive: testDrive ?? remoteTestDrive(config),
      deskLink: (key) => deskClient(portalUrlFor(config, portal?.url ?? null), key),
      usageLink: usageLinkFor(portal?.url ?? config.portalInternalUrl),
      cores: availableParallelism(),
      log,
    });
    started.push(gateway.stop);
    gatewayUrl = gateway.url;
    portal?.gatewayIsAt(gateway.url);
  }
  const publicUrl = (config.publicUrl ?? portal?.url ?? `http://${config.host}:${config.port}`).replace(
    /\/$/,
    "",
  );
  if (has("worker") && desk !== null) started.push(startWorker(config, desk, () => publicUrl, log).stop);

  const link = portal === null ? null : await portal.firstOperatorLink();
  return [
    ...(portal === null && gatewayUrl === null ? [] : [readyLine(portal?.url ?? null, gatewayUrl)]),
    ...(link === null ? [] : [`The first operator signs up here, once: ${link}`]),
  ];
}

async function gatewayCustody(config: Config, started: (() => Promise<void>)[]): Promise<OpenedCustody> {
  const custody = await openGatewayCustody(config);
  started.push(custody.close);
  return custody;
}

function readyLine(portalUrl: string | null, gatewayUrl: string | null): string {
  const parts = [
    ...(portalUrl === null ? [] : [`portal ${portalUrl}`]),
    ...(gatewayUrl === null ? [] : [`gateway ${gatewayUrl}`]),
  ];
  return `Gatehouse is ready: ${parts.join("  ")}`;
}

function usageLinkFor(portalUrl: string | null): ((key: Buffer) => DeliverUsage) | null {
  return portalUrl === null ? null : (key) => usageClient(portalUrl, key);
}

function portalUrlFor(config: Config, own: string | null): string {
  const url = own ?? config.portalInternalUrl;
  if (url === null)
    throw new StartError("a gateway without the portal role needs GATEHOUSE_PORTAL_INTERNAL_URL");
  return url;
}
