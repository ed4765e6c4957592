import type { TokenFailure } from "./token-messages.ts";

/** The token's refusal, on both sides of the process boundary. The message is for operators and holds no secret. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly failure: TokenFailure;

  constructor(failure: TokenFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
