import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
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
 * Prints one JSON object; needs `wrk` and `openssl`. Options: --rounds (3), --seconds a case (8), --limit-seconds (2).
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "8" },
    "limit-seconds": { type: "string", default: "2" },
  },
});
for (const tool of ["wrk", "openssl"]) {
  if (spawnSync(tool, ["--version"]).error !== undefined) {
    throw new Error(`${tool} is missing: install Debian's package ${tool}`);
  }
}
const WARM_UP_SECONDS = 3;
const cores = availableParallelism();
const seconds = Number(values.seconds);
const folder = temporaryFolder();

try {
  makePairs(folder.path);
  const bodies = makeBodies(folder.path);
  const rounds: Round[] = [];
  for (let n = 0; n < Number(values.rounds); n += 1) {
    rounds.push({
      gate: await measure(bodies, () => startChild("gate-process.ts", [folder.path, `${cores}`])),
      peer: await measure(bodies, () => startChild("peer-process.ts", [folder.path, "1"])),
      peer_all_cores: await measure(bodies, () => startChild("peer-process.ts", [folder.path, `${cores}`])),
    });
  }
  // Shares of the limit from different processors don't compare: where RSA is slow, all else weighs less.
  const about = { node: process.version, processor: cpus()[0]?.model, cores, seconds };
  process.stdout.write(`${JSON.stringify({ ...report(rounds), about }, null, 2)}\n`);
} finally {
  folder.remove();
}

async function measure(bodies: readonly string[], start: () => Promise<Running>): Promise<Measured> {
  const limitOnce = () => measureLimit(cores, Number(values["limit-seconds"]));
  const target = await start();
  try {
    await load(folder.path, target, WARM_UP_SECONDS);
    const limitBefore = limitOnce();
    const stop = new AbortController();
    const sampling = sample(target, library(folder.path, "partner"), bodies, stop.signal);
    // Handled below; until then a failing sample must not end the process with everything running.
    sampling.catch(() => {});
    const result = await load(folder.path, target, seconds).finally(() => stop.abort());
    const answersDecrypted = await sampling;
    if (answersDecrypted === 0) throw new Error("no answer was decrypted");
    const limitAfter = limitOnce();
    const limit = (limitBefore + limitAfter) / 2;
    return {
      limitBefore,
      limitAfter,
      limit,
      ofLimit: result.callsPerSecond / limit,
      answersDecrypted,
      ...result,
    };
  } finally {
    await target.close();
  }
}
