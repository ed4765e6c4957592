import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPILE_CACHE } from "./compile-cache.ts";

export interface RunningGatehouse {
  readonly portalUrl: string;
  readonly gatewayUrl: string;
  readonly dataDir: string;
  /** Everything the program has printed and logged. */
  output(): string;
  /** As Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>;
  /** kill -9: no chance to say goodbye. */
  kill(): Promise<void>;
}

const MAIN = new URL("../../apps/server/src/main.ts", import.meta.url).pathname;
const START_MS = 60_000;

export async function freshDataDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "gatehouse-data-"));
  // As the program makes it: the database's own user gets through, so that the cluster is in it and goes with it.
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Starts the whole program, as npm start does, on free ports. */
export async function startGatehouse(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningGatehouse> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      GATEHOUSE_DATA_DIR: dataDir,
      GATEHOUSE_PORT: "0",
      GATEHOUSE_GATEWAY_PORT: "0",
      GATEHOUSE_LOG: "debug",
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString("utf8");
  });
  const [portalUrl, gatewayUrl] = await ready(child, () => output);
  return {
    portalUrl,
    gatewayUrl,
    dataDir,
    output: () => output,
    stop: () => end(child, "SIGINT"),
    async kill() {
      await end(child, "SIGKILL");
    },
  };
}

async function ready(child: ChildProcess, output: () => string): Promise<[string, string]> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const found = /Gatehouse is ready: portal (\S+) {2}gateway (\S+)/.exec(output());
    if (found !== null) return [found[1] ?? "", found[2] ?? ""];
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`Gatehouse did not start (exit code ${child.exitCode}):\n${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
  return child.exitCode;
}
