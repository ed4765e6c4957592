import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { temporaryFolder } from "../../conformance/gate/published-library.ts";
import { type Running, startChild } from "./child.ts";
import { measureLimit } from "./limit.ts";
import { load } from "./load.ts";
import { library, makeBodies, makePairs } from "./material.ts";
import { type Measured, type Round, report } from "./report.ts";
import { sample } from "./sample.ts";

/**
 * Calls a second through the gate, held against what OpenSSL can do on this machine and against what a provider would write otherwise.
 * Prints one JSON object; needs `wrk` and `openssl`. Options: --rounds (16), --seconds a case (2), --limit-seconds (1).
 *
 * All cases run from the beginning and wait for their turn, so that a turn can be short and come often: the speed of a shared host changes by
 * a third from one minute to the next, and what is compared must have had the same weather.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "16" },
    seconds: { type: "string", default: "2" },
    "limit-seconds": { type: "string", default: "1" },
  },
});
for (const tool of ["wrk", "openssl"]) {
  if (spawnSync(tool, ["--version"]).error !== undefined) {
    throw new Error(`${tool} is missing: install Debian's package ${tool}`);
  }
}
const WARM_UP_SECONDS = 4;
/** The calls that a load leaves behind when it ends are done by then. */
const SETTLED_MS = 300;
const cores = availableParallelism();
const seconds = Number(values.seconds);
const folder = temporaryFolder();
const running: Running[] = [];

try {
  makePairs(folder.path);
  const bodies = makeBodies(folder.path);
  const gate = await start("gate-process.ts", cores);
  const peer = await start("peer-process.ts", 1);
  const peerAllCores = await start("peer-process.ts", cores);
  const rounds: Round[] = [];
  let limit = measureLimit(cores, Number(values["limit-seconds"]));
  for (let n = 0; n < Number(values.rounds); n += 1) {
    rounds.push({
      gate: await measure(gate, bodies),
      peer: await measure(peer, bodies),
      peer_all_cores: await measure(peerAllCores, bodies),
    });
  }
  // Shares of the limit from different processors don't compare: where RSA is slow, all else weighs less.
  const about = { node: process.version, processor: cpus()[0]?.model, cores, seconds };
  process.stdout.write(`${JSON.stringify({ ...report(rounds), about }, null, 2)}\n`);

  /** One turn of a case. The limit measured after it is the one before the next. */
  async function measure(target: Running, all: readonly string[]): Promise<Measured> {
    const limitBefore = limit;
    const stop = new AbortController();
    const sampling = sample(target, library(folder.path, "partner"), all, stop.signal);
    // Handled below; until then a failing sample must not end the process with everything running.
    sampling.catch(() => {});
    const result = await load(folder.path, target, seconds).finally(() => stop.abort());
    const answersDecrypted = await sampling;
    if (answersDecrypted === 0) throw new Error("no answer was decrypted");
    await setTimeout(SETTLED_MS);
    limit = measureLimit(cores, Number(values["limit-seconds"]));
    const mean = (limitBefore + limit) / 2;
    return {
      limitBefore,
      limitAfter: limit,
      limit: mean,
      ofLimit: result.callsPerSecond / mean,
      answersDecrypted,
      ...result,
    };
  }
} finally {
  await Promise.all(running.map((each) => each.close()));
  folder.remove();
}

async function start(program: string, processes: number): Promise<Running> {
  const target = await startChild(program, [folder.path, `${processes}`]);
  running.push(target);
  await load(folder.path, target, WARM_UP_SECONDS);
  await setTimeout(SETTLED_MS);
  return target;
}
