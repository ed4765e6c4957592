import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What a measured process says when it is ready. */
export interface Ready {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Running extends Ready {
  close(): Promise<void>;
}

/** Starts a program of this folder with the Node.js that runs here, and waits until it has said where it listens. */
export async function startChild(program: string, args: readonly string[]): Promise<Running> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const ended = once(child, "exit");
  const first = await Promise.race([once(createInterface(child.stdout), "line"), ended.then(() => null)]);
  if (first === null) throw new Error(`${program} ended before it was ready`);
  const { url, headers } = JSON.parse(String(first[0])) as Ready;
  return {
    url,
    headers,
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
