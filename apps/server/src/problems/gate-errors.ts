/**
 * The closed list of what the gate refuses, in the published form `{code, message}`. Numbers are codes of the published Open Finance API;
 * words in capitals are the ones its sibling services use for encrypted payloads, or Gatehouse's own. Each has a section in
 * docs/gate-errors.md; a test holds the two together.
 */
interface GateErrorEntry {
  readonly code: number | string;
  readonly status: number;
  readonly message: string;
}

export const GATE_ERRORS = {
  "invalid-credentials": { code: 10001, status: 401, message: "Invalid credentials" },
  "too-many-attempts": { code: 10001, status: 429, message: "Too many failed attempts" },
  "missing-parameter": { code: 10005, status: 400, message: "Missing parameter" },
  "not-authorized": { code: 10021, status: 401, message: "You are not authorized." },
  "not-in-contract": {
    code: "NOT_IN_CONTRACT",
    status: 403,
    message: "This call is not in your contract",
  },
  "invalid-token": { code: 10022, status: 401, message: "Invalid (Finicity-App-Token)" },
  "expired-token": { code: 10023, status: 401, message: "Expired (Finicity-App-Token)" },
  "missing-token": { code: 10024, status: 401, message: "Missing parameter (Finicity-App-Token)" },
  "missing-app-key": { code: 10026, status: 401, message: "Missing parameter (Finicity-App-Key)" },
  "invalid-app-key": { code: 10027, status: 401, message: "Invalid parameter (Finicity-App-Key)" },
  "partner-not-found": { code: 12401, status: 404, message: "partner not found" },
  "bad-request": { code: 14020, status: 400, message: "Bad request." },
  "invalid-new-secret": { code: 24437, status: 400, message: "New password is not as per policy" },

  "not-encrypted": { code: "ENCRYPTION_ERROR", status: 400, message: "Request is not encrypted" },
  "can-not-decrypt": { code: "CRYPTOGRAPHY_ERROR", status: 400, message: "Request can't be decrypted" },
  "no-answer-key": { code: "NO_ENCRYPTION_KEY", status: 400, message: "The answer can't be encrypted" },
  "answer-not-encrypted": {
    code: "ANSWER_NOT_ENCRYPTED",
    status: 500,
    message: "The request was carried out, but its answer could not be encrypted",
  },

  "body-too-large": { code: "PAYLOAD_TOO_LARGE", status: 413, message: "The body is too large" },
  "unsupported-media-type": {
    code: "UNSUPPORTED_MEDIA_TYPE",
    status: 415,
    message: "The body must be sent as application/json",
  },
  "target-too-long": { code: "URI_TOO_LONG", status: 414, message: "The address is too long" },
  "headers-too-large": { code: "HEADERS_TOO_LARGE", status: 431, message: "The headers are too large" },
  "method-not-allowed": { code: "METHOD_NOT_ALLOWED", status: 405, message: "This method isn't offered" },
  "secret-changed-meanwhile": {
    code: "CHANGED_MEANWHILE",
    status: 409,
    message: "The Partner Secret has been changed by another request",
  },
  "too-many-secrets": {
    code: "TOO_MANY_SECRETS",
    status: 409,
    message: "Too many old Partner Secrets are still in force",
  },

  "no-sandbox": { code: "NO_SANDBOX", status: 501, message: "This API has no Sandbox yet" },
  "upstream-failed": { code: "UPSTREAM_FAILED", status: 502, message: "The API behind the gateway failed" },
  "upstream-timeout": {
    code: "UPSTREAM_TIMEOUT",
    status: 504,
    message: "The API behind the gateway took too long",
  },
  "key-store-away": {
    code: "KEY_STORE_AWAY",
    status: 503,
    message: "The store of the provider's keys can't be reached",
  },
  busy: { code: "GATEWAY_BUSY", status: 503, message: "The gateway is busy" },
  "not-ready": { code: "GATEWAY_NOT_READY", status: 503, message: "The gateway is not ready" },
  "internal-error": { code: "INTERNAL_ERROR", status: 500, message: "Something went wrong on our side" },
} as const satisfies Record<string, GateErrorEntry>;

export type GateErrorName = keyof typeof GATE_ERRORS;

/**
 * A refusal on its way to a partner's program. `detail` becomes part of the message, in brackets, so it holds public facts only: never
 * a secret, a payload, or another tenant's data.
 */
export class GateError extends Error {
  override readonly name = "GateError";
  readonly kind: GateErrorName;
  /** Sent as Retry-After. */
  readonly retryAfterSeconds: number | null;

  constructor(
    kind: GateErrorName,
    detail?: string,
    more: { retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    const { message } = GATE_ERRORS[kind];
    super(
      detail === undefined ? message : `${message} (${detail})`,
      more.cause === undefined ? undefined : { cause: more.cause },
    );
    this.kind = kind;
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }

  get status(): number {
    return GATE_ERRORS[this.kind].status;
  }

  /** As published: `{code, message}`. */
  get body(): { code: number | string; message: string } {
    return { code: GATE_ERRORS[this.kind].code, message: this.message };
  }
}
