import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import type { EnvironmentEntry } from "../key-book/entries.ts";
import type { KeyBookSource } from "../key-book/source.ts";
import { GateError } from "../problems/gate-errors.ts";
import { BodyBudget } from "./body-budget.ts";
import { SecretChecker } from "./check-secret.ts";
import { Counter, type UsageBatch } from "./count.ts";
import { CryptoPool } from "./crypto-pool.ts";
import type { Desk } from "./desk.ts";
import { FailureCounts } from "./failure-counts.ts";
import { follow } from "./follow.ts";
import { createGateServer } from "./gate-server.ts";
import { KnownFleet } from "./known-fleet.ts";
import { LogInLimits } from "./log-in-limits.ts";
import { oneChangeAtATime } from "./one-change-at-a-time.ts";
import { OperationNames } from "./operation-names.ts";
import { Picture } from "./picture.ts";
import { Secrets, type Unwrap } from "./secrets.ts";
import type { Upstream } from "./upstream.ts";

export interface GatewayOptions {
  /** Of this gateway, as the desk shows it. */
  readonly name: string;
  readonly source: KeyBookSource;
  /** Custody; the context is `client-encryption-key:<id>` or `shared-secret:<name>`. */
  readonly unwrap: Unwrap;
  /** Fingerprints of the master keys that custody has at hand. */
  readonly masterKeys: () => readonly string[];
  readonly upstreams: { readonly testDrive: Upstream; forUrl(url: string): Upstream };
  readonly desk: Desk;
  /** Takes the counts of the last second. */
  readonly usage: (batch: UsageBatch) => void;
  /** How long the gate goes on without the key book before it refuses. */
  readonly pictureMaxAgeMs: number;
  /** Crypto threads. */
  readonly workers: number;
  /** Believe X-Forwarded-For of a proxy in front. */
  readonly trustProxy?: boolean;
  readonly log: Logger;
  readonly clock?: () => Date;
  /** Another program for the crypto threads: tests of what happens when one dies. */
  readonly workerProgram?: URL;
}

export interface Gateway {
  /** @returns the URL it listens at */
  listen(address: { host: string; port: number }): Promise<string>;
  /** Number of the key book's last change that is in force here. */
  readonly appliedNumber: number;
  close(): Promise<void>;
}

const DRAIN_MS = 5_000;
/** Of one environment: a client in order has none, and whoever guesses at a recorded message needs many. */
const FIELD_LEVEL_FAILURES = { most: 20, windowMs: 60 * 60_000, from: "first-failure" } as const;

/** Puts the gate together and reads the key book once; it refuses calls until that has succeeded. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, clock = () => new Date() } = options;
  const picture = new Picture();
  const secrets = new Secrets(options.unwrap);
  const pool = new CryptoPool({
    size: options.workers,
    log,
    ...(options.workerProgram === undefined ? {} : { program: options.workerProgram }),
  });
  const fleet = new KnownFleet();
  const counter = new Counter(options.usage, () => fleet.takeNews());
  const upstreams = rememberByUrl(options.upstreams);
  const follower = await follow({
    name: options.name,
    source: options.source,
    picture,
    secrets,
    maxAgeMs: options.pictureMaxAgeMs,
    masterKeys: options.masterKeys,
    clock,
    log,
    onChange: (before, { entry }) => {
      const isKey = before?.kind === "client-encryption-key" || before?.kind === "mastercard-encryption-key";
      if (isKey && (entry === null || ("revokedAt" in entry && entry.revokedAt !== null)))
        pool.forget(before.id);
    },
  });
  const server = createGateServer({
    log,
    missing: () => [
      ...(follower.isFresh() ? [] : ["key-book"]),
      ...(secrets.pepper === null || secrets.tokenSeal === null ? ["shared-secrets"] : []),
      ...(pool.complete ? [] : ["crypto-workers"]),
    ],
    gate: {
      picture,
      secrets,
      follower,
      pool,
      unwrap: options.unwrap,
      budget: new BodyBudget(),
      counter,
      operations: new OperationNames(),
      fleet,
      checker: new SecretChecker(),
      limits: new LogInLimits(clock),
      desk: oneChangeAtATime(options.desk),
      fieldLevelFailures: new FailureCounts(FIELD_LEVEL_FAILURES, clock),
      upstreamOf: upstreams.of,
      trustProxy: options.trustProxy ?? false,
      clock,
    },
  });
  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve(urlOf(server.address()));
        });
      }),
    get appliedNumber() {
      return follower.inForce;
    },
    async close() {
      await new Promise<void>((resolve) => {
        const hurry = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
        server.close(() => {
          clearTimeout(hurry);
          resolve();
        });
        server.closeIdleConnections();
      });
      await follower.stop();
      counter.close();
      await pool.close();
      await upstreams.close();
    },
  };
}

const noSandbox: Upstream = {
  dispatch: () => Promise.reject(new GateError("no-sandbox")),
  close: () => Promise.resolve(),
};

function rememberByUrl(upstreams: GatewayOptions["upstreams"]) {
  const known = new Map<string, Upstream>();
  return {
    of({ upstream }: EnvironmentEntry): Upstream {
      if (upstream.kind === "test-drive") return upstreams.testDrive;
      if (upstream.kind === "none") return noSandbox;
      const there = known.get(upstream.url) ?? upstreams.forUrl(upstream.url);
      known.set(upstream.url, there);
      return there;
    },
    async close() {
      await Promise.all([
        upstreams.testDrive.close(),
        ...[...known.values()].map((upstream) => upstream.close()),
      ]);
    },
  };
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
