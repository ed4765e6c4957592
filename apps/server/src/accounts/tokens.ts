import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

/** Tokens of links and sessions: 256 random bits, 43 letters of base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a request brings as the token of a link. Any text is taken in, so that a mangled link is told as a link, not as a field. */
export const tokenField = z.string("The token of the link is missing.").max(200, "This is no token of ours.");

/**
 * What is stored of a token: SHA-256, enough for 256 random bits. Looking the hash up in an index tells a guesser nothing by its time.
 *
 * @returns null if the text can't be one of our tokens
 */
export function hashToken(token: string): Buffer | null {
  return TOKEN.test(token) ? createHash("sha256").update(token, "ascii").digest() : null;
}

export function createHashedToken(): { token: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString("base64url");
  return { token, tokenHash: createHash("sha256").update(token, "ascii").digest() };
}
