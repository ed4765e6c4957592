import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeDatabase, openDatabase } from "../../apps/server/src/database/database.ts";
import { startEmbeddedPostgres } from "../../apps/server/src/database/embedded.ts";

const MAIN = new URL("../../apps/server/src/main.ts", import.meta.url).pathname;
const START_MS = 60_000;

export interface Fleet {
  readonly portalUrl: string;
  readonly gatewayUrls: readonly string[];
  stop(): Promise<void>;
}

/**
 * One database, one program with portal, worker and Test Drive, and gateways in programs of their own, as in production.
 *
 * @param wake how the gateways hear of changes: `listen` or `poll`
 */
export async function startFleet(gateways: number, wake: "listen" | "poll"): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-fleet-"));
  const cluster = await startEmbeddedPostgres({ folder: join(folder, "postgresql") });
  const running: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(running.map(end));
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [testDrivePort, portalPort] = [await freePort(), await freePort()];
    const settings = {
      PATH: process.env.PATH ?? "",
      GATEHOUSE_DATA_DIR: folder,
      GATEHOUSE_LOG: "warn",
      GATEHOUSE_PORT: String(portalPort),
      GATEHOUSE_GATEWAY_PORT: "0",
      GATEHOUSE_MASTER_KEY: randomBytes(32).toString("hex"),
      GATEHOUSE_TEST_DRIVE_PORT: String(testDrivePort),
      GATEHOUSE_TEST_DRIVE_URL: `http://127.0.0.1:${testDrivePort}`,
      GATEHOUSE_TEST_DRIVE_SECRET: randomBytes(32).toString("hex"),
      GATEHOUSE_PORTAL_INTERNAL_URL: `http://127.0.0.1:${portalPort}`,
      GATEHOUSE_CRYPTO_WORKERS: "1",
      GATEHOUSE_KEY_BOOK_WAKE: wake,
      DATABASE_URL: await createDatabase(cluster.superuserUrl),
    };
    const start = async (more: Record<string, string>) => {
      const child = spawn(process.execPath, [MAIN], {
        env: { ...settings, ...more },
        stdio: ["ignore", "pipe", "inherit"],
      });
      running.push(child);
      return readyLine(child);
    };
    const desk = await start({ GATEHOUSE_ROLES: "portal,worker,test-drive" });
    const gates = await Promise.all(
      Array.from({ length: gateways }, (_, n) =>
        start({ GATEHOUSE_ROLES: "gateway", GATEHOUSE_GATEWAY_NAME: `gateway-${n + 1}` }),
      ),
    );
    const portalUrl = /portal (\S+)/.exec(desk)?.[1] ?? "";
    const gatewayUrls = gates.map((line) => /gateway (\S+)/.exec(line)?.[1] ?? "");
    return { portalUrl, gatewayUrls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createDatabase(superuserUrl: string): Promise<string> {
  const database = openDatabase(superuserUrl, { max: 1, name: "bench" });
  await database.$client.query("create database gatehouse").finally(() => closeDatabase(database));
  const url = new URL(superuserUrl);
  url.pathname = "/gatehouse";
  return url.href;
}

async function readyLine(child: ChildProcess): Promise<string> {
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString("utf8");
  });
  const deadline = Date.now() + START_MS;
  for (;;) {
    const line = printed.split("\n").find((each) => each.startsWith("Gatehouse is ready"));
    if (line !== undefined) return line;
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`a program did not start:\n${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
