import { type ChildProcess, fork } from "node:child_process";
import { TokenError } from "./token-error.ts";
import type { FromToken, TokenAnswers, TokenRequest, TokenSettings, ToToken } from "./token-messages.ts";

const PROGRAM = new URL("./token-program.ts", import.meta.url);
/** A token that doesn't answer for this long is taken for away. */
const ANSWER_MS = 10_000;
/** After a failed opening, those who ask are told of it at once for this long. */
const PAUSE_MS = 1_000;
/** Requests that may wait; at a thousand a second, what is beyond would be late anyway. */
const MOST_WAITING = 2_000;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: TokenError) => void;
  readonly timer: NodeJS.Timeout;
}

interface Opened {
  readonly child: ChildProcess;
  readonly waiting: Map<number, Waiting>;
}

/**
 * This process's end of the token process: starts it, asks it, ends it when it hangs, and starts it anew when it is needed again.
 *
 * A PIN that the token has refused is never shown to it again: a third try would lock the token. Another PIN is tried at once.
 */
export class TokenLink {
  readonly #settings: () => Promise<TokenSettings>;
  #opened: Opened | null = null;
  #opening: Promise<Opened> | null = null;
  #failed: { readonly error: TokenError; readonly at: number } | null = null;
  #refusedPin: string | null = null;
  #next = 0;
  #closed = false;

  /** @param settings asked for at each opening: the PIN's file may have changed */
  constructor(settings: () => Promise<TokenSettings>) {
    this.#settings = settings;
  }

  /** Why the token can't be asked at the moment; null when the last opening went well. */
  get failure(): TokenError | null {
    return this.#failed?.error ?? null;
  }

  /** @throws {TokenError} */
  async ask<R extends TokenRequest>(request: R): Promise<TokenAnswers[R["do"]]> {
    const first = await this.#open();
    try {
      return await send(first, this.#number(), request);
    } catch (error) {
      if (!isAway(error)) throw error;
    }
    // It has gone away since it was opened, and may be back: once more, from the start.
    this.#end(first);
    const second = await this.#open();
    try {
      return await send(second, this.#number(), request);
    } catch (error) {
      if (isAway(error)) {
        this.#end(second);
        this.#failed = { error, at: performance.now() };
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => undefined);
    if (this.#opened !== null) this.#end(this.#opened);
  }

  #number(): number {
    this.#next += 1;
    return this.#next;
  }

  #open(): Promise<Opened> {
    if (this.#closed) return Promise.reject(new TokenError("away", "custody is closed"));
    if (this.#opened !== null) return Promise.resolve(this.#opened);
    if (this.#failed !== null && performance.now() - this.#failed.at < PAUSE_MS) {
      return Promise.reject(this.#failed.error);
    }
    this.#opening ??= this.#start()
      .then(
        (opened) => {
          this.#opened = opened;
          this.#failed = null;
          return opened;
        },
        (error: TokenError) => {
          this.#failed = { error, at: performance.now() };
          throw error;
        },
      )
      .finally(() => {
        this.#opening = null;
      });
    return this.#opening;
  }

  async #start(): Promise<Opened> {
    const settings = await this.#settings();
    if (settings.pin === this.#refusedPin) {
      throw new TokenError("pin", "it has refused this PIN, which is not tried again; set the right one");
    }
    const child = fork(PROGRAM, [], {
      env: environmentForLibrary(),
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const opened: Opened = { child, waiting: new Map() };
    const lost = () => {
      if (this.#opened === opened) this.#opened = null;
      rejectAll(opened, new TokenError("away", "its library has crashed"));
    };
    child.once("exit", lost);
    child.once("error", lost);
    child.on("message", (message) => settle(opened, message as FromToken));
    try {
      await send(opened, this.#number(), { do: "open", settings });
      return opened;
    } catch (error) {
      child.kill("SIGKILL");
      const failure = error instanceof TokenError ? error : new TokenError("away", "it can't be opened");
      if (failure.failure === "pin") this.#refusedPin = settings.pin;
      throw failure;
    }
  }

  #end(opened: Opened): void {
    if (this.#opened === opened) this.#opened = null;
    opened.child.kill("SIGKILL");
  }
}

function isAway(error: unknown): error is TokenError {
  return error instanceof TokenError && error.failure === "away";
}

function send<R extends TokenRequest>(
  { child, waiting }: Opened,
  id: number,
  request: R,
): Promise<TokenAnswers[R["do"]]> {
  return new Promise((resolve, reject) => {
    if (waiting.size >= MOST_WAITING) {
      reject(new TokenError("away", "too many requests wait for it"));
      return;
    }
    const timer = setTimeout(() => {
      waiting.delete(id);
      child.kill("SIGKILL");
      reject(new TokenError("away", `it hasn't answered within ${ANSWER_MS / 1_000} s`));
    }, ANSWER_MS);
    waiting.set(id, { resolve, reject, timer });
    const message: ToToken = { id, request };
    child.send(message, (error) => {
      if (error !== null) take({ waiting }, id)?.reject(new TokenError("away", "its process has ended"));
    });
  });
}

function settle(opened: Opened, message: FromToken): void {
  const waiting = take(opened, message.id);
  if (message.ok) waiting?.resolve(message.value as never);
  else waiting?.reject(new TokenError(message.failure, message.message));
}

function rejectAll(opened: Opened, error: TokenError): void {
  for (const id of [...opened.waiting.keys()]) take(opened, id)?.reject(error);
}

function take({ waiting }: Pick<Opened, "waiting">, id: number): Waiting | null {
  const found = waiting.get(id);
  if (found === undefined) return null;
  waiting.delete(id);
  clearTimeout(found.timer);
  return found;
}

/** The library may be told where its things are by variables of its own; ours are not its business. */
function environmentForLibrary(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:GATEHOUSE_|DATABASE_URL|PG)/.test(name)),
  );
}
