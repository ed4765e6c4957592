import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Ready } from "./child.ts";
import { CALL_PATH } from "./material.ts";

const CONNECTIONS = 48;

export interface LoadResult {
  readonly callsPerSecond: number;
  readonly bytesPerAnswer: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Printed {
  readonly requests: number;
  readonly bytes: number;
  readonly microseconds: number;
  readonly misshapen: number;
  readonly refused: number;
  readonly broken: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * Sends the prepared bodies over kept connections with wrk (one thread).
 *
 * @throws when any answer is not 200 with an encrypted body, or a connection breaks: then the figure would mean nothing
 */
export async function load(folder: string, target: Ready, seconds: number): Promise<LoadResult> {
  const headers = join(folder, "headers.txt");
  const lines = Object.entries(target.headers).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(headers, lines.join(""), { mode: 0o600 });
  const script = fileURLToPath(new URL("load.lua", import.meta.url));
  const options = [
    "-t1",
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    "--timeout",
    "20s",
    "-s",
    script,
    `${target.url}${CALL_PATH}`,
  ];
  const { stdout } = await promisify(execFile)("wrk", [
    ...options,
    "--",
    join(folder, "bodies.txt"),
    headers,
  ]);
  const [, json] = /^RESULT (.*)$/m.exec(stdout) ?? [];
  if (json === undefined) throw new Error(`wrk printed no result:\n${stdout}`);
  const printed = JSON.parse(json) as Printed;
  if (printed.misshapen + printed.refused + printed.broken > 0 || printed.requests === 0) {
    throw new Error(`the load was not answered well: ${json}`);
  }
  return {
    callsPerSecond: (printed.requests / printed.microseconds) * 1e6,
    bytesPerAnswer: Math.round(printed.bytes / printed.requests),
    p50Ms: printed.p50 / 1_000,
    p99Ms: printed.p99 / 1_000,
  };
}
