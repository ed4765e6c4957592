import { request } from "undici";
import type { TestPartner } from "./make-partner.ts";
import type { TestGate } from "./start-gate.ts";

export interface GateAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: unknown;
}

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Sends a request as it is said, without adding anything. */
export async function send(gate: Pick<TestGate, "url">, sent: Sent): Promise<GateAnswer> {
  const response = await request(gate.url + (sent.path ?? "/"), {
    method: sent.method ?? "GET",
    headers: sent.headers ?? {},
    body: sent.body ?? null,
  });
  const text = await response.body.text();
  return { status: response.statusCode, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const AUTHENTICATION = "/aggregation/v2/partners/authentication";

export function sendLogIn(
  gate: Pick<TestGate, "url">,
  partner: Pick<TestPartner, "appKey" | "partnerId" | "partnerSecret">,
  headers: Record<string, string> = {},
): Promise<GateAnswer> {
  return send(gate, {
    method: "POST",
    path: AUTHENTICATION,
    headers: { "content-type": "application/json", "finicity-app-key": partner.appKey, ...headers },
    body: JSON.stringify({ partnerId: partner.partnerId, partnerSecret: partner.partnerSecret }),
  });
}

/** Headers that let a call in. */
export async function loggedIn(
  gate: Pick<TestGate, "url">,
  partner: TestPartner,
): Promise<Record<string, string>> {
  const { json, text } = await sendLogIn(gate, partner);
  const token = typeof json === "object" && json !== null && "token" in json ? String(json.token) : null;
  if (token === null) throw new Error(`no token: ${text}`);
  return {
    "content-type": "application/json",
    "finicity-app-key": partner.appKey,
    "finicity-app-token": token,
  };
}
