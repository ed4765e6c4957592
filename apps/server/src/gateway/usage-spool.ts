import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HeldUsage, MOST_LINES, type MonotonicMs } from "./held-usage.ts";

/** Where reports wait that could not be delivered. */
export interface UsageSpool {
  /** What an earlier process has left, the oldest first, and how many files could not be read. */
  read(now: MonotonicMs): Promise<{ held: HeldUsage[]; unreadable: number }>;
  write(held: HeldUsage, now: MonotonicMs): Promise<void>;
  remove(held: Pick<HeldUsage, "source" | "number">): Promise<void>;
}

const FILE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{12}\.json$/;
/** 1 MiB: more than a full report. */
const LARGEST_FILE = 1024 * 1024;
const MOST_FILES = 256;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const spooled = z.object({
  source: z.uuid(),
  number: z.int().min(1),
  calls: z
    .array(
      z.object({
        credentialId: z.string(),
        environmentId: z.string(),
        operation: z.string(),
        statusClass: z.int(),
        encrypted: z.boolean(),
        count,
        milliseconds: z.number().min(0),
        at: z.number(),
      }),
    )
    .max(MOST_LINES),
  uses: z.array(z.object({ id: z.string(), count, first: z.number(), last: z.number() })).max(MOST_LINES),
  callers: z
    .array(
      z.object({
        environmentId: z.string(),
        caller: z.string(),
        keys: z.union([z.array(z.string()), z.literal("unreadable")]).nullable(),
        at: z.number(),
      }),
    )
    .max(MOST_LINES)
    .default([]),
});

/**
 * A folder with a file a report, mode 0600, each written whole or not at all. On disk times are of the wall clock; one that was set back
 * meanwhile makes what waited look as if it were of now, never as if it had not been.
 *
 * @param folder only of this gateway
 * @param wallClock milliseconds since 1970
 */
export function usageSpool(folder: string, wallClock: () => number = Date.now): UsageSpool {
  const pathOf = ({ source, number }: Pick<HeldUsage, "source" | "number">) =>
    join(folder, `${source}.${String(number).padStart(12, "0")}.json`);
  return {
    async read(now) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const held: HeldUsage[] = [];
      let unreadable = 0;
      for (const name of await oldestFirst(folder)) {
        const path = join(folder, name);
        const one = await readOne(path, now - wallClock(), now).catch(() => null);
        if (one !== null) held.push(one);
        else {
          unreadable += 1;
          await rm(path, { force: true });
        }
      }
      return { held, unreadable };
    },
    async write(held, now) {
      const offset = wallClock() - now;
      const text = JSON.stringify({
        source: held.source,
        number: held.number,
        calls: held.calls.map((call) => ({ ...call, at: call.at + offset })),
        uses: held.uses.map((use) => ({ ...use, first: use.first + offset, last: use.last + offset })),
        callers: held.callers.map((caller) => ({ ...caller, at: caller.at + offset })),
      });
      const path = pathOf(held);
      const file = await open(`${path}.new`, "w", 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    },
    remove: (held) => rm(pathOf(held), { force: true }),
  };
}

/** Half-written files of a process that was killed are removed on the way. */
async function oldestFirst(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  for (const name of names) if (name.endsWith(".json.new")) await rm(join(folder, name), { force: true });
  const known = names.filter((name) => FILE.test(name)).slice(0, MOST_FILES);
  const dated = await Promise.all(
    known.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  return dated.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

async function readOne(path: string, offset: number, now: MonotonicMs): Promise<HeldUsage> {
  if ((await stat(path)).size > LARGEST_FILE) throw new Error("too large for a report");
  const { source, number, calls, uses, callers } = spooled.parse(JSON.parse(await readFile(path, "utf8")));
  const then = (at: number) => Math.min(now, at + offset);
  const held = new HeldUsage(source, number, {
    calls: calls.map((call) => ({ ...call, at: then(call.at) })),
    uses: uses.map((use) => ({ ...use, first: then(use.first), last: then(use.last) })),
    callers: callers.map((caller) => ({ ...caller, at: then(caller.at) })),
  });
  // It may have been sent by the process that left it.
  held.sent = true;
  held.unsaved = false;
  return held;
}
