import { hostname } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { CustodyAway } from "../custody/custody.ts";
import type { OpenedCustody } from "../custody/open-custody.ts";
import { closeDatabase, openDatabase } from "../database/database.ts";
import { DataFolderInUse, lockDataFolder } from "../database/lock-data-folder.ts";
import { createGateway } from "../gateway/create-gateway.ts";
import type { Desk } from "../gateway/desk.ts";
import { httpUpstream } from "../gateway/http-upstream.ts";
import { UsageCourier } from "../gateway/usage-courier.ts";
import type { DeliverUsage } from "../gateway/usage-report.ts";
import { usageSpool } from "../gateway/usage-spool.ts";
import type { WrappedValue } from "../key-book/entries.ts";
import { databaseKeyBookSource } from "../key-book/source.ts";
import { GateError } from "../problems/gate-errors.ts";
import { deskLinkKey, linkedDesk } from "./linked-desk.ts";
import { asStartError } from "./start-error.ts";
import type { TestDriveAddress } from "./start-test-drive.ts";

/** More crypto threads than this gain nothing in one process: its one HTTP thread is busy then. Run several gateways instead. */
const MOST_DEFAULT_WORKERS = 4;

export interface GatewayNeeds {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly custody: OpenedCustody;
  readonly testDrive: TestDriveAddress;
  /** The way to the desk, given the key that seals what goes over it. */
  readonly deskLink: (key: Buffer) => Desk["changePartnerSecret"];
  /** The way to the desk for counts of use; null: the settings don't say where it is. */
  readonly usageLink: ((key: Buffer) => DeliverUsage) | null;
  readonly cores: number;
  readonly log: Logger;
}

/** Starts the gate on its port. It knows the desk only through the key book and the desk link. */
export async function startGateway(needs: GatewayNeeds): Promise<{ url: string; stop(): Promise<void> }> {
  const { config } = needs;
  const database = openDatabase(needs.databaseUrl, { max: 3, name: "gatehouse-gateway" });
  const source = databaseKeyBookSource(database, config.keyBookWake === "listen" ? needs.databaseUrl : null);
  const name = config.gatewayName ?? `${hostname()}-${config.gatewayPort}`;
  const linkKey = deskLinkKey(source, needs.custody);
  let courier: { take: UsageCourier["take"]; close(): Promise<void> } | null = null;
  const close = async () => {
    await courier?.close();
    await source.close();
    await closeDatabase(database);
  };
  try {
    courier = await startCourier(needs, name, linkKey);
    const gateway = await createGateway({
      name,
      source,
      unwrap: (value, context) => unwrapForCall(needs.custody, value, context),
      masterKeys: () => needs.custody.ring.recentlyHeld(),
      upstreams: {
        testDrive: httpUpstream(needs.testDrive.url, {
          "x-gatehouse-upstream-secret": needs.testDrive.secret,
        }),
        forUrl: (url) => httpUpstream(url, {}, { anyAddress: config.anyUpstreamAddress }),
      },
      desk: linkedDesk({ linkKey, deskLink: needs.deskLink, log: needs.log }),
      usage: (batch) => courier?.take(batch),
      pictureMaxAgeMs: config.pictureMaxAgeMs,
      workers: config.cryptoWorkers ?? Math.min(needs.cores, MOST_DEFAULT_WORKERS),
      trustProxy: config.trustProxy,
      log: needs.log,
    });
    const url = await gateway.listen({ host: config.host, port: config.gatewayPort });
    return {
      url,
      async stop() {
        await gateway.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw asStartError(error, "GATEHOUSE_GATEWAY_PORT", config.gatewayPort);
  }
}

/** A call whose key can't be fetched at the moment is told so; one whose key is at hand doesn't come here. */
async function unwrapForCall(custody: OpenedCustody, value: WrappedValue, context: string): Promise<Buffer> {
  try {
    return await custody.unwrap(value, context);
  } catch (error) {
    if (!(error instanceof CustodyAway)) throw error;
    throw new GateError("key-store-away", undefined, { retryAfterSeconds: 5, cause: error });
  }
}

/** Counts go to the desk, or wait in a folder of this gateway's own; without an address of the desk they are dropped, and the log says so. */
async function startCourier(
  needs: GatewayNeeds,
  gateway: string,
  linkKey: () => Promise<Buffer>,
): Promise<{ take: UsageCourier["take"]; close(): Promise<void> } | null> {
  const { config, log, usageLink } = needs;
  if (usageLink === null) {
    log.warn("use is not counted on the desk: set GATEHOUSE_PORTAL_INTERNAL_URL");
    return null;
  }
  const folder = join(config.dataDir, "usage", gateway);
  const lock = await lockDataFolder(folder).catch((error: unknown) => {
    if (error instanceof DataFolderInUse) throw error;
    log.warn({ err: error }, "use that can't be delivered can't be kept on disk");
    return null;
  });
  const courier = new UsageCourier({
    gateway,
    deliver: async (report) => usageLink(await linkKey())(report),
    spool: lock === null ? null : usageSpool(folder),
    log,
  });
  await courier.start();
  return {
    take: (batch) => courier.take(batch),
    async close() {
      await courier.close();
      await lock?.release();
    },
  };
}
