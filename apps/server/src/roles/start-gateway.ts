import { hostname } from "node:os";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { CustodyAway } from "../custody/custody.ts";
import type { OpenedCustody } from "../custody/open-custody.ts";
import { closeDatabase, openDatabase } from "../database/database.ts";
import { createGateway } from "../gateway/create-gateway.ts";
import type { Desk } from "../gateway/desk.ts";
import { httpUpstream } from "../gateway/http-upstream.ts";
import type { WrappedValue } from "../key-book/entries.ts";
import { databaseKeyBookSource, type KeyBookSource } from "../key-book/source.ts";
import { GateError } from "../problems/gate-errors.ts";
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
  readonly cores: number;
  readonly log: Logger;
}

/** Starts the gate on its port. It knows the desk only through the key book and the desk link. */
export async function startGateway(needs: GatewayNeeds): Promise<{ url: string; stop(): Promise<void> }> {
  const { config } = needs;
  const database = openDatabase(needs.databaseUrl, { max: 3, name: "gatehouse-gateway" });
  const source = databaseKeyBookSource(database, config.keyBookWake === "listen" ? needs.databaseUrl : null);
  let linkKey: Buffer | null = null;
  const close = async () => {
    await source.close();
    await closeDatabase(database);
  };
  try {
    const gateway = await createGateway({
      name: config.gatewayName ?? `${hostname()}-${config.gatewayPort}`,
      source,
      unwrap: (value, context) => unwrapForCall(needs.custody, value, context),
      masterKeys: () => needs.custody.ring.recentlyHeld(),
      upstreams: {
        testDrive: httpUpstream(needs.testDrive.url, {
          "x-gatehouse-upstream-secret": needs.testDrive.secret,
        }),
        forUrl: (url) => httpUpstream(url, {}),
      },
      desk: {
        async changePartnerSecret(change) {
          linkKey ??= await deskLinkKey(source, needs.custody);
          const key = linkKey;
          return key === null ? { ok: false, reason: "unavailable" } : needs.deskLink(key)(change);
        },
      },
      usage: () => undefined,
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

/** Read when it is first needed, which is seldom: a partner changing its secret. The shared secrets are the key book's first entries. */
async function deskLinkKey(source: KeyBookSource, custody: OpenedCustody): Promise<Buffer | null> {
  for (const { entry } of await source.changesAfter(0, 100)) {
    if (entry?.kind === "shared-secret" && entry.id === "desk-link") {
      return custody.unwrap(entry.value, "shared-secret:desk-link");
    }
  }
  return null;
}
