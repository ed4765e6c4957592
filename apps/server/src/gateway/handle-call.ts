import type { IncomingMessage } from "node:http";
import type { CredentialEntry, EnvironmentEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import { allow, requireProduct } from "./allow.ts";
import type { Answer } from "./answer.ts";
import { authenticate, credentialOfAppKey } from "./authenticate.ts";
import type { BodyBudget, Share } from "./body-budget.ts";
import { changeSecret } from "./change-secret.ts";
import type { SecretChecker } from "./check-secret.ts";
import { checkTarget, type Target } from "./check-target.ts";
import type { Counter } from "./count.ts";
import type { CryptoPool } from "./crypto-pool.ts";
import { decryptBody } from "./decrypt.ts";
import type { Desk } from "./desk.ts";
import { answerKey, encryptBody } from "./encrypt.ts";
import type { FailureCounts } from "./failure-counts.ts";
import type { Follower } from "./follow.ts";
import { forwardedHeaders, returnedHeaders } from "./forward.ts";
import { callerOf, type KnownFleet, saidKeysOf } from "./known-fleet.ts";
import { logIn } from "./log-in.ts";
import type { LogInLimits } from "./log-in-limits.ts";
import type { OperationNames } from "./operation-names.ts";
import type { Picture } from "./picture.ts";
import { firstBytes, LARGEST_BODY, readBody, requireJson } from "./read-body.ts";
import type { Secrets, Unwrap } from "./secrets.ts";
import { sourceAddress } from "./source-address.ts";
import type { Upstream } from "./upstream.ts";

export interface GateParts {
  readonly picture: Picture;
  readonly secrets: Secrets;
  readonly follower: Follower;
  readonly pool: CryptoPool;
  readonly unwrap: Unwrap;
  readonly budget: BodyBudget;
  readonly counter: Counter;
  readonly operations: OperationNames;
  readonly fleet: KnownFleet;
  readonly checker: SecretChecker;
  readonly limits: LogInLimits;
  readonly desk: Desk;
  readonly fieldLevelFailures: FailureCounts;
  readonly upstreamOf: (environment: EnvironmentEntry) => Upstream;
  readonly trustProxy: boolean;
  readonly clock: () => Date;
}

/** The connection a call came over. */
export interface Line {
  /** Aborted when it ends before the answer has been sent. */
  readonly gone: AbortSignal;
  /** Calls back when the call is done and its answer sent or lost. */
  whenOver(callback: () => void): void;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const AUTHENTICATION = "/aggregation/v2/partners/authentication";
/** 16 KiB: more than any log-in. */
const LARGEST_LOG_IN = 16 * 1024;

/** One call through the gate: authenticate, allow, decrypt, forward, encrypt, count. */
export async function handleCall(
  request: IncomingMessage,
  requestId: string,
  line: Line,
  gate: GateParts,
): Promise<Answer> {
  const startedAt = performance.now();
  const target = checkTarget(request.url ?? "");
  const method = request.method ?? "";
  if (!METHODS.has(method)) throw new GateError("method-not-allowed");
  if (!gate.follower.isFresh()) throw new GateError("not-ready", undefined, { retryAfterSeconds: 5 });
  const isLogIn = target.path === AUTHENTICATION && (method === "POST" || method === "PUT");
  const credential = isLogIn
    ? credentialOfAppKey(request.headers, gate.picture, gate.secrets)
    : authenticate(request.headers, gate.picture, gate.secrets, gate.clock());
  const counted = { statusClass: 5, encrypted: false };
  const largest = isLogIn ? LARGEST_LOG_IN : LARGEST_BODY;
  const share = gate.budget.take(credential.environmentId, firstBytes(request));
  line.whenOver(share.giveBack);
  try {
    const answer = await carryOut({
      request,
      requestId,
      gone: line.gone,
      largest,
      share,
      gate,
      target,
      method,
      isLogIn,
      credential,
      counted,
    });
    counted.statusClass = Math.floor(answer.status / 100);
    share.resize(answer.body?.length ?? 0);
    return answer;
  } catch (error) {
    if (error instanceof GateError) counted.statusClass = Math.floor(error.status / 100);
    throw error;
  } finally {
    const { id: credentialId, environmentId } = credential;
    const succeeded = counted.statusClass === 2;
    // Log-ins are the gate's own, whatever the API service.
    const operation = isLogIn
      ? `${method} ${AUTHENTICATION}`
      : gate.operations.nameOf({ method, path: target.path, succeeded }, credential, gate.picture);
    gate.counter.call({ credentialId, environmentId, operation, ...counted }, performance.now() - startedAt);
    // A log-in that was refused may come from a stranger who knows the App Key alone.
    if (!isLogIn || succeeded) gate.counter.used(credentialId);
  }
}

interface Call {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly gone: AbortSignal;
  readonly largest: number;
  readonly share: Share;
  readonly gate: GateParts;
  readonly target: Target;
  readonly method: string;
  readonly isLogIn: boolean;
  readonly credential: CredentialEntry;
  readonly counted: { encrypted: boolean };
}

async function carryOut(call: Call): Promise<Answer> {
  const { request, gate, method, isLogIn } = call;
  const received = await readBody(request, call.largest, call.share.grow);
  const credential = stillValid(call.credential, gate);
  const now = gate.clock();
  const environment = allow(credential, gate.picture, now);
  // Log-ins are the gate's own, whatever the API service.
  if (!isLogIn) requireProduct(environment, { method, path: call.target.path }, gate.picture);
  if (received.length > 0) {
    if (method === "GET") throw new GateError("bad-request", "a GET has no body");
    requireJson(request);
  }
  const payload = isLogIn ? openToPlain(environment) : environment;
  const step = {
    picture: gate.picture,
    pool: gate.pool,
    unwrap: gate.unwrap,
    fieldLevelFailures: gate.fieldLevelFailures,
    now,
    used: (id: string) => gate.counter.used(id),
  };
  const message =
    received.length === 0
      ? { form: null, body: received }
      : await decryptBody(received, request.headers, payload, step);
  const wanted = headerOf(request, "x-encryption-key");
  const asked =
    message.form !== null || wanted !== null || headerOf(request, "x-encrypted")?.toLowerCase() === "true";
  const { policy, responseField } = payload.payload;
  const encrypted = policy === "required" || (policy === "mirror" && asked);
  call.counted.encrypted = encrypted;
  if (!isLogIn) noteCaller(call, encrypted);
  if (!encrypted) return perform(message.body, credential, environment, call);

  const key = answerKey(environment, gate.picture, now, wanted);
  if (!gate.pool.admits) throw new GateError("busy", undefined, { retryAfterSeconds: 1 });
  const answer = await perform(message.body, credential, environment, call);
  if (answer.body === null || answer.body.length === 0) return answer;
  // A key activated meanwhile is the one to use; without any, the one that was active when the call was let in.
  const latest = wanted === null ? (gate.picture.activeMastercardKey(environment.id) ?? key) : key;
  const plaintext = typeof answer.body === "string" ? Buffer.from(answer.body, "latin1") : answer.body;
  const sealed = await encryptBody(plaintext, latest, message.form ?? "jwe", responseField, gate.pool);
  gate.counter.used(latest.id);
  return {
    status: answer.status,
    headers: { ...encryptedHeaders(answer.headers), ...sealed.headers },
    body: sealed.body,
  };
}

/** Whoever gets encrypted answers needs keys for them; and whoever says something about keys is heard. */
function noteCaller({ request, gate, credential }: Call, encrypted: boolean): void {
  const keys = saidKeysOf(request);
  const { pepper } = gate.secrets;
  if (pepper === null || (keys === null && !encrypted)) return;
  gate.fleet.saw(pepper, credential.environmentId, callerOf(request, credential.id, gate.trustProxy), keys);
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" ? value.trim() : null;
}

/** A body can take its time, and a credential may be revoked in it. */
function stillValid(credential: CredentialEntry, gate: GateParts): CredentialEntry {
  const now = gate.picture.credential(credential.id);
  if (now === null || now.version !== credential.version) throw new GateError("invalid-token");
  return now;
}

/** Log-ins are plain as published, whatever the policy; an encrypted one is taken where encryption is. */
function openToPlain(environment: EnvironmentEntry): EnvironmentEntry {
  const { payload } = environment;
  return payload.policy === "required"
    ? { ...environment, payload: { ...payload, policy: "mirror" } }
    : environment;
}

async function perform(
  body: Buffer,
  credential: CredentialEntry,
  environment: EnvironmentEntry,
  call: Call,
): Promise<Answer> {
  const { request, gate, method, target } = call;
  if (call.isLogIn) {
    const { picture, secrets, checker, limits } = gate;
    const source = sourceAddress(request, gate.trustProxy);
    const step = { picture, secrets, checker, limits, ofAppKey: credential, source, now: gate.clock() };
    return method === "POST" ? logIn(body, step) : changeSecret(body, step, gate.desk, gate.follower);
  }
  const caller = {
    requestId: call.requestId,
    environmentId: environment.id,
    partnerId: credential.partnerId,
  };
  const answer = await gate.upstreamOf(environment).dispatch({
    method,
    path: target.path + target.query,
    headers: forwardedHeaders(request.headers, caller, body.length > 0),
    body: body.length > 0 ? body : null,
    signal: call.gone,
  });
  if (answer.headers["content-encoding"] !== undefined) throw new GateError("upstream-failed");
  return { status: answer.status, headers: returnedHeaders(answer.headers), body: answer.body };
}

function encryptedHeaders(headers: Answer["headers"]): Record<string, string> {
  const { "content-disposition": _disposition, "content-language": _language, ...rest } = headers;
  return { ...rest, "content-type": "application/json", "x-encrypted": "true" };
}
