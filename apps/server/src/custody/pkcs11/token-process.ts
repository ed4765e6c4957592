import { type ChildProcess, fork } from "node:child_process";
import { TokenError } from "./token-error.ts";
import type { FromToken, TokenAnswers, TokenRequest, TokenSettings, ToToken } from "./token-messages.ts";

const PROGRAM = new URL("./token-program.ts", import.meta.url);
/** A token that hasn't answered for this long once it was its turn hangs. Making an RSA pair takes small tokens longer. */
const ANSWER_MS = 10_000;
const LONG_ANSWER_MS = 120_000;
const LONG: ReadonlySet<TokenRequest["do"]> = new Set(["open", "create-master-key", "create-signing-key"]);
/** Handed over at once: one is being answered, one is there when it is done. */
const IN_HAND = 2;
/** Requests that may wait; what is beyond would be late anyway. */
const MOST_WAITING = 4_000;

interface Job {
  readonly request: TokenRequest;
  readonly resolve: (value: never) => void;
  readonly reject: (error: TokenError) => void;
}

/**
 * The process that holds the library of one opened token, as seen from outside: a queue before it, few requests in hand, and an end when it
 * hangs or crashes.
 */
export class TokenProcess {
  readonly #child: ChildProcess;
  readonly #inHand = new Map<number, Job>();
  #waiting: Job[] = [];
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended: TokenError | null = null;

  private constructor() {
    this.#child = fork(PROGRAM, [], {
      env: environmentForLibrary(),
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const lost = () => this.#endWith(new TokenError("away", "its library has crashed"));
    this.#child.once("exit", lost);
    this.#child.once("error", lost);
    this.#child.on("message", (message) => this.#settle(message as FromToken));
  }

  /** @throws {TokenError} */
  static async open(settings: TokenSettings): Promise<TokenProcess> {
    const opened = new TokenProcess();
    try {
      await opened.ask({ do: "open", settings });
      return opened;
    } catch (error) {
      opened.end();
      throw error;
    }
  }

  /** @throws {TokenError} */
  ask<R extends TokenRequest>(request: R): Promise<TokenAnswers[R["do"]]> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) reject(this.#ended);
      else if (this.#waiting.length >= MOST_WAITING) {
        reject(new TokenError("busy", "too many requests wait for it"));
      } else {
        this.#waiting.push({ request, resolve, reject });
        this.#handOver();
      }
    });
  }

  end(): void {
    this.#endWith(new TokenError("away", "it was closed"));
  }

  #handOver(): void {
    while (this.#inHand.size < IN_HAND) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      this.#next += 1;
      this.#inHand.set(this.#next, job);
      if (this.#inHand.size === 1) this.#watch();
      const message: ToToken = { id: this.#next, request: job.request };
      this.#child.send(message, (error) => {
        if (error !== null) this.#endWith(new TokenError("away", "its process has ended"));
      });
    }
  }

  /** The oldest request in hand is the one that is being answered. */
  #watch(): void {
    clearTimeout(this.#timer);
    const [oldest] = this.#inHand.values();
    if (oldest === undefined) return;
    const allowed = LONG.has(oldest.request.do) ? LONG_ANSWER_MS : ANSWER_MS;
    this.#timer = setTimeout(
      () => this.#endWith(new TokenError("away", `it hasn't answered within ${allowed / 1_000} s`)),
      allowed,
    );
  }

  #settle(message: FromToken): void {
    const job = this.#inHand.get(message.id);
    if (job === undefined) return;
    this.#inHand.delete(message.id);
    if (message.ok) job.resolve(message.value as never);
    else job.reject(new TokenError(message.failure, message.message));
    this.#watch();
    this.#handOver();
  }

  #endWith(error: TokenError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    clearTimeout(this.#timer);
    this.#child.kill("SIGKILL");
    const left = [...this.#inHand.values(), ...this.#waiting];
    this.#inHand.clear();
    this.#waiting = [];
    for (const job of left) job.reject(error);
  }
}

/** The library may be told where its things are by variables of its own; ours are not its business. */
function environmentForLibrary(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:GATEHOUSE_|DATABASE_URL|PG)/.test(name)),
  );
}
