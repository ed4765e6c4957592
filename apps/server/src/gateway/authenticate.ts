import type { IncomingHttpHeaders } from "node:http";
import type { CredentialEntry } from "../key-book/entries.ts";
import { hashSecret } from "../key-book/secret-hash.ts";
import { GateError } from "../problems/gate-errors.ts";
import { isStill } from "./known-callers.ts";
import type { Picture } from "./picture.ts";
import type { Secrets } from "./secrets.ts";
import { openToken } from "./token.ts";

const LONGEST_HEADER = 256;

/**
 * The credential that the App Key of a request belongs to.
 *
 * @throws {GateError} missing-app-key, invalid-app-key, not-ready
 */
export function credentialOfAppKey(
  headers: IncomingHttpHeaders,
  picture: Picture,
  secrets: Secrets,
): CredentialEntry {
  const appKey = single(headers, "finicity-app-key");
  if (appKey === "") throw new GateError("missing-app-key");
  if (secrets.pepper === null) throw new GateError("not-ready", undefined, { retryAfterSeconds: 5 });
  if (appKey.length > LONGEST_HEADER) throw new GateError("invalid-app-key");
  const hash = hashSecret(secrets.pepper, "app-key", appKey).toString("base64");
  const credential = picture.credentialByAppKeyHash(hash);
  if (credential === null) throw new GateError("invalid-app-key");
  return credential;
}

/**
 * Who calls: App Key and token must be of the same credential, and the token of its current version.
 *
 * @throws {GateError} missing-app-key, invalid-app-key, missing-token, invalid-token, expired-token, not-ready
 */
export function authenticate(
  headers: IncomingHttpHeaders,
  picture: Picture,
  secrets: Secrets,
  now: Date,
): CredentialEntry {
  const text = single(headers, "finicity-app-token");
  const appKey = single(headers, "finicity-app-key");
  const known = text === "" ? null : secrets.callers.find(appKey, text);
  if (known !== null) {
    const credential = picture.credential(known.credentialId);
    if (credential !== null && isStill(known, credential, now)) return credential;
  }
  const credential = credentialOfAppKey(headers, picture, secrets);
  if (text === "") throw new GateError("missing-token");
  if (secrets.tokenSeal === null) throw new GateError("not-ready", undefined, { retryAfterSeconds: 5 });
  const token = openToken(secrets.tokenSeal, text);
  if (token === null || token.credentialId !== credential.id || token.version !== credential.version) {
    throw new GateError("invalid-token");
  }
  if (token.expiresAt * 1_000 <= now.getTime()) throw new GateError("expired-token");
  const { id: credentialId, appKeyHash, version } = credential;
  secrets.callers.remember(appKey, text, { credentialId, appKeyHash, version, expiresAt: token.expiresAt });
  return credential;
}

/** Empty where it is missing. Node.js joins repeated headers with a comma, which is in no key or token. */
function single(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value.trim() : "";
}
