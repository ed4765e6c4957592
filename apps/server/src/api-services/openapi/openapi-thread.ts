import { parentPort, workerData } from "node:worker_threads";
import { DocumentError, type ReadDocument } from "./operation.ts";
import { readOpenApi } from "./read-openapi.ts";

/** What the thread has to say of the document in `workerData`: it is read once, and the thread ends. */
export type Outcome = { readonly read: ReadDocument } | { readonly wrong: string };

function outcome(text: string): Outcome {
  try {
    return { read: readOpenApi(text) };
  } catch (error) {
    if (error instanceof DocumentError) return { wrong: error.message };
    // Deep nesting ends the stack of whoever reads it.
    if (error instanceof RangeError) return { wrong: "The document is nested too deeply." };
    throw error;
  }
}

parentPort?.postMessage(outcome(String(workerData)));
