import { TokenError } from "./token-error.ts";
import type { TokenAnswers, TokenRequest, TokenSettings } from "./token-messages.ts";
import { TokenProcess } from "./token-process.ts";

/** After a failed opening the next one begins no sooner than this. */
const PAUSE_MS = 1_000;
/** Who finds that the token has gone away waits this long for its return. */
const PATIENCE_MS = 2_000;

/**
 * This program's link to the token: opens it when it is needed, and anew when it has gone away. While it is away those who ask are told at
 * once, and an opening in the background finds out when it is back.
 *
 * A PIN that the token has refused is never shown to it again: a third try would lock the token. Another PIN is tried at once.
 */
export class TokenLink {
  readonly #settings: () => Promise<TokenSettings>;
  #process: TokenProcess | null = null;
  #opening: Promise<TokenProcess> | null = null;
  #failed: { readonly error: TokenError; readonly at: number } | null = null;
  #refusedPin: string | null = null;
  #closed = false;

  /** @param settings asked for at each opening: the PIN's file may have changed */
  constructor(settings: () => Promise<TokenSettings>) {
    this.#settings = settings;
  }

  /** Why the token can't be asked at the moment; null while it can. */
  get failure(): TokenError | null {
    return this.#failed?.error ?? null;
  }

  /** @throws {TokenError} */
  async ask<R extends TokenRequest>(request: R): Promise<TokenAnswers[R["do"]]> {
    const first = await this.#opened();
    try {
      return await first.ask(request);
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#lose(first, error);
    }
    // It has gone away since it was opened, and may be back already: once more.
    const second = await inTime(this.#open(), this.#failed?.error);
    try {
      return await second.ask(request);
    } catch (error) {
      if (isAway(error)) this.#lose(second, error);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => undefined);
    this.#process?.end();
  }

  /** The first time it is waited for. Once it has failed, nobody waits: the next opening goes on behind their backs. */
  async #opened(): Promise<TokenProcess> {
    if (this.#process !== null) return this.#process;
    if (this.#failed === null) return this.#open();
    if (performance.now() - this.#failed.at >= PAUSE_MS) this.#open().catch(() => undefined);
    throw this.#failed.error;
  }

  #open(): Promise<TokenProcess> {
    if (this.#closed) return Promise.reject(new TokenError("away", "custody is closed"));
    this.#opening ??= this.#start()
      .then(
        (opened) => {
          this.#process = opened;
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

  async #start(): Promise<TokenProcess> {
    const settings = await this.#settings();
    if (settings.pin === this.#refusedPin) {
      throw new TokenError("pin", "it has refused this PIN, which is not tried again; set the right one");
    }
    try {
      return await TokenProcess.open(settings);
    } catch (error) {
      const failure = error instanceof TokenError ? error : new TokenError("away", "it can't be opened");
      if (failure.failure === "pin") this.#refusedPin = settings.pin;
      throw failure;
    }
  }

  #lose(process: TokenProcess, error: TokenError): void {
    process.end();
    // Another one may be open by now, for others have found the same.
    if (this.#process !== process) return;
    this.#process = null;
    this.#failed = { error, at: performance.now() };
  }
}

function isAway(error: unknown): error is TokenError {
  return error instanceof TokenError && error.failure === "away";
}

function inTime<T>(work: Promise<T>, late: TokenError | undefined): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late ?? new TokenError("away", "it is being opened")), PATIENCE_MS);
  });
  return Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
