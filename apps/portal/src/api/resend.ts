import { ApiProblem } from "./call.ts";

const WAITS_MS = [1_000, 2_000, 4_000];

/**
 * Calls what may be called twice until an answer comes, a few times. A refusal is an answer; a lost connection and a server in trouble are
 * none, and what was asked for may have been done.
 */
export async function resend<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const wait = WAITS_MS[attempt];
      if (wait === undefined || isRefusal(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Has the server said no, so that nothing was done? */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblem && error.status >= 400 && error.status < 500;
}
