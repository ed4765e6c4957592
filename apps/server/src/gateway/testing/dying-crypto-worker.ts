import { parentPort } from "node:worker_threads";
import type { ToWorker } from "../crypto-messages.ts";

/** Stands in for the crypto worker in tests: dies over every job. */
parentPort?.on("message", (message: ToWorker) => {
  if (message.kind === "jobs") process.exit(3);
});
