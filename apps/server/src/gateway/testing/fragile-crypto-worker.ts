import { parentPort } from "node:worker_threads";
import type { ToWorker } from "../crypto-messages.ts";

/** Stands in for the crypto worker in tests: dies over a message named `die`, never answers `wait`, gives anything else back. */
parentPort?.on("message", (message: ToWorker) => {
  if (message.kind !== "jobs") return;
  for (const { number, work } of message.jobs) {
    const text = work.kind === "decrypt-jwe" ? work.jwe : "plaintext" in work ? work.plaintext : "";
    if (text === "die") process.exit(3);
    if (text !== "wait") parentPort?.postMessage([{ number, text }]);
  }
});
