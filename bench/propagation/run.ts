import { parseArgs } from "node:util";
import type { PartnerProgram } from "../rotation/partner-program.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { type Change, Lane } from "./lane.ts";

/**
 * Four gateways on one database. Keys are activated and revoked and credentials deleted while all of them are under load; measured is how
 * long it takes from the desk's answer until the desk says that the change is in force everywhere, and whether any gateway then still goes on as
 * before. Once with NOTIFY and once by polling alone. Prints one JSON object. Options: --changes (1000), --lanes (8), --rate calls a second at
 * each gateway (10).
 */
const { values } = parseArgs({
  options: {
    changes: { type: "string", default: "1000" },
    lanes: { type: "string", default: "8" },
    rate: { type: "string", default: "10" },
  },
});
const GATEWAYS = 4;
const [changes, lanes, rate] = [values.changes, values.lanes, values.rate].map(Number) as [
  number,
  number,
  number,
];

const measured = { notify: await measure("listen"), polling: await measure("poll") };
process.stdout.write(`${JSON.stringify({ gateways: GATEWAYS, ...measured })}\n`);

async function measure(wake: "listen" | "poll") {
  const fleet = await startFleet(GATEWAYS, wake);
  try {
    return await measureFleet(fleet);
  } finally {
    await fleet.stop();
  }
}

async function measureFleet(fleet: Fleet) {
  const opened: Lane[] = [];
  for (let n = 0; n < lanes; n += 1) opened.push(await Lane.open(fleet.portalUrl, fleet.gatewayUrls));
  const load = startLoad(await loadPrograms(fleet));
  const done: Change[] = [];
  let begun = 0;
  await Promise.all(
    opened.map(async (lane) => {
      const kinds = [() => lane.activate(), () => lane.revoke(), () => lane.remove()];
      for (let n = 0; begun < changes; n += 1) {
        begun += 1;
        const change = await kinds[n % kinds.length]?.();
        if (change !== undefined) done.push(change);
      }
    }),
  );
  const { calls, failed } = await load.stop();
  const sorted = done.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return {
    changes: done.length,
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    max_ms: at(1),
    accepted_after_in_force: done.reduce((sum, { accepted }) => sum + accepted, 0),
    calls,
    failed,
  };
}

/** A partner for each gateway, because every call adds a customer and an environment of Test Drive holds 10,000. */
async function loadPrograms({ portalUrl, gatewayUrls }: Fleet): Promise<PartnerProgram[]> {
  const programs: PartnerProgram[] = [];
  for (const gatewayUrl of gatewayUrls) {
    programs.push(await (await Lane.open(portalUrl, gatewayUrls)).program(gatewayUrl));
  }
  return programs;
}

/** Encrypted calls at a steady rate at each gateway, by partners whose keys are left alone. */
function startLoad(programs: readonly PartnerProgram[]) {
  let calls = 0;
  let failed = 0;
  const out = new Set<Promise<void>>();
  const timer = setInterval(() => {
    for (const program of programs) {
      calls += 1;
      const call = program.call().then(({ kind, says }) => {
        if (kind === "ok") return;
        failed += 1;
        if (failed < 5) process.stderr.write(`${kind}: ${says.slice(0, 200)}\n`);
      });
      out.add(call);
      void call.finally(() => out.delete(call));
    }
  }, 1_000 / rate);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(out);
      await Promise.all(programs.map((program) => program.close()));
      return { calls, failed };
    },
  };
}
