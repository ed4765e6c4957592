import type { RehearsalAnswer, RehearsalOrder } from "./rehearsal-worker.ts";

/** Opens a key file in a worker of its own and reads the challenge with it; the file and its password stay in this browser. */
export async function answerChallenge(order: RehearsalOrder): Promise<string> {
  const worker = new Worker(new URL("./rehearsal-worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<RehearsalAnswer>) =>
        event.data.kind === "answer" ? resolve(event.data.answer) : reject(new Error(event.data.message));
      worker.onerror = () => reject(new Error("The key file could not be opened in this browser."));
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
  }
}
