import { Worker } from "node:worker_threads";
import type { Outcome } from "./openapi-thread.ts";
import { DocumentError, type ReadDocument } from "./operation.ts";

/** 4 Mi letters: twice the largest published document we know. */
export const LONGEST_DOCUMENT = 4 * 1024 * 1024;
const LIMITS = { deadlineMs: 30_000, memoryMb: 512 };
const PROGRAM = new URL("./openapi-thread.ts", import.meta.url);

/**
 * Reads an OpenAPI document in a thread of its own, which is ended when it takes too long or too much memory: whatever is in the document,
 * everybody else's requests go on meanwhile.
 *
 * @param text at most LONGEST_DOCUMENT letters
 * @throws {DocumentError}
 */
export function readInThread(text: string, limits: Partial<typeof LIMITS> = {}): Promise<ReadDocument> {
  const { deadlineMs, memoryMb } = { ...LIMITS, ...limits };
  if (text.length > LONGEST_DOCUMENT)
    return Promise.reject(new DocumentError("The document is larger than 4 MB."));
  return new Promise((resolve, reject) => {
    const worker = new Worker(PROGRAM, {
      workerData: text,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    const end = (settle: () => void) => {
      clearTimeout(deadline);
      settle();
      void worker.terminate();
    };
    const refuse = (why: string) => end(() => reject(new DocumentError(why)));
    const deadline = setTimeout(() => refuse("Reading the document takes too long."), deadlineMs);
    worker.on("message", (outcome: Outcome) =>
      end(() => ("read" in outcome ? resolve(outcome.read) : reject(new DocumentError(outcome.wrong)))),
    );
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") refuse("Reading the document takes too much memory.");
      else end(() => reject(error));
    });
    // Of a thread that ended by itself nothing else comes.
    worker.on("exit", () => end(() => reject(new Error("the thread that reads documents ended"))));
  });
}
