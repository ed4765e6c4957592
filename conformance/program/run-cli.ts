import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { COMPILE_CACHE } from "./compile-cache.ts";

const CLI = new URL("../../apps/cli/src/main.ts", import.meta.url).pathname;

/** Starts `gatehouse …` with settings of its own and nothing else but a path. */
export function startCli(args: readonly string[], settings: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs it to its end; `output` is all that it has printed. */
export async function runCli(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = startCli(args, settings);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  await once(child, "close");
  return { code: child.exitCode, output };
}
