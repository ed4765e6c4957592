import { createPrivateKey, createPublicKey } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import { DeskClient } from "../../apps/cli/src/quickstart/desk-client.ts";
import { collect, createProject, signUp } from "../../apps/cli/src/quickstart/onboard.ts";
import { freshDataDir, startGatehouse } from "../../conformance/program/start-gatehouse.ts";
import { PartnerProgram } from "./partner-program.ts";
import { Rotations } from "./rotations.ts";

/**
 * A partner's program under constant encrypted load rotates its Mastercard Encryption Key, its Client Encryption Key and its secret, one
 * after the other, through the management API. Prints one JSON object: how many calls failed, and how many answers couldn't be decrypted.
 * Options: --seconds (70), --rate calls a second (100), --rotations (9).
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "70" },
    rate: { type: "string", default: "100" },
    rotations: { type: "string", default: "9" },
  },
});
const [seconds, rate, rotations] = [values.seconds, values.rate, values.rotations].map(Number) as [
  number,
  number,
  number,
];

const data = await freshDataDir();
const gatehouse = await startGatehouse(data.path, { GATEHOUSE_LOG: "warn" });
try {
  const desk = new DeskClient(gatehouse.portalUrl);
  const partner = await collect(desk, await createProject(desk, await signUp(desk)));
  const program = new PartnerProgram(partner, "rotation");
  const privateKey = createPrivateKey({ key: Buffer.from(partner.privateKey), format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  program.holdPrivateKey(keyIdOf(spki), partner.privateKey);
  while ((await program.logIn(partner.partnerSecret)) !== 200) await sleep(100);

  const counts = { calls: 0, failures: 0, undecryptable: 0, rotations: 0 };
  const wrong: string[] = [];
  const startedAt = performance.now();
  const timer = setInterval(() => {
    // As many as are due by now: a timer that comes late doesn't lower the rate.
    const due = Math.min(seconds * rate, ((performance.now() - startedAt) / 1_000) * rate);
    while (counts.calls < due) {
      counts.calls += 1;
      void program.call().then(({ kind, says }) => {
        if (kind === "ok") return;
        counts[kind === "failure" ? "failures" : "undecryptable"] += 1;
        if (wrong.length < 10) wrong.push(`${kind}: ${says}`);
      });
    }
  }, 5);

  const rotating = new Rotations(desk, partner.projectId, program);
  const kinds = [() => rotating.mastercardKey(), () => rotating.clientKey(), () => rotating.secret()];
  for (let n = 0; n < rotations; n += 1) {
    await sleep(Math.max(0, ((n + 0.5) * seconds * 1_000) / rotations - (performance.now() - startedAt)));
    await kinds[n % kinds.length]?.();
    counts.rotations += 1;
  }
  await sleep(Math.max(0, seconds * 1_000 - (performance.now() - startedAt)));
  clearInterval(timer);
  await program.settled();
  await program.close();
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  for (const line of wrong) process.stderr.write(`${line}\n`);
  if (counts.failures + counts.undecryptable > 0) process.exitCode = 1;
} finally {
  await gatehouse.stop();
  await data.remove();
}
