import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { COMPILE_CACHE } from "./compile-cache.ts";
import { freePort } from "./free-port.ts";

const MAIN = new URL("../../apps/server/src/main.ts", import.meta.url).pathname;
const START_MS = 60_000;

export interface RunningProgram {
  readonly url: string;
  output(): string;
  stop(): Promise<void>;
  /** kill -9: no chance to say goodbye. */
  kill(): Promise<void>;
}

/** Portal with worker and Test Drive, and a gateway, in programs of their own on one database; each can be started again at the same port. */
export interface Apart {
  startDesk(): Promise<RunningProgram>;
  startGateway(more?: Readonly<Record<string, string>>): Promise<RunningProgram>;
}

/** @param own settings of all of them */
export async function apart(
  databaseUrl: string,
  dataDir: string,
  own: Readonly<Record<string, string>> = {},
): Promise<Apart> {
  const [portalPort, gatewayPort, testDrivePort] = [await freePort(), await freePort(), await freePort()];
  const settings = {
    PATH: process.env.PATH ?? "",
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    GATEHOUSE_DATA_DIR: dataDir,
    GATEHOUSE_LOG: "debug",
    GATEHOUSE_PORT: String(portalPort),
    GATEHOUSE_GATEWAY_PORT: String(gatewayPort),
    GATEHOUSE_GATEWAY_PUBLIC_URL: `http://127.0.0.1:${gatewayPort}`,
    GATEHOUSE_MASTER_KEY: randomBytes(32).toString("hex"),
    GATEHOUSE_TEST_DRIVE_PORT: String(testDrivePort),
    GATEHOUSE_TEST_DRIVE_URL: `http://127.0.0.1:${testDrivePort}`,
    GATEHOUSE_TEST_DRIVE_SECRET: randomBytes(32).toString("hex"),
    GATEHOUSE_PORTAL_INTERNAL_URL: `http://127.0.0.1:${portalPort}`,
    GATEHOUSE_CRYPTO_WORKERS: "1",
    DATABASE_URL: databaseUrl,
    ...own,
  };
  return {
    startDesk: () => start({ ...settings, GATEHOUSE_ROLES: "portal,worker,test-drive" }, "portal"),
    startGateway: (more = {}) => start({ ...settings, GATEHOUSE_ROLES: "gateway", ...more }, "gateway"),
  };
}

async function start(env: Record<string, string>, role: "portal" | "gateway"): Promise<RunningProgram> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  const deadline = Date.now() + START_MS;
  for (;;) {
    const found = new RegExp(`Gatehouse is ready:.* ?${role} (\\S+)`).exec(output);
    if (found !== null) {
      return {
        url: found[1] ?? "",
        output: () => output,
        stop: () => end(child, "SIGTERM"),
        kill: () => end(child, "SIGKILL"),
      };
    }
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`a program did not start (exit code ${child.exitCode}):\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}
