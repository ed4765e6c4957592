import { Agent, request } from "undici";
import { isPublicHost, lookupPublic } from "../outbound/public-address.ts";
import type { Try } from "./rules.ts";

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
/** A try takes no longer, whatever the receiver does; shorter than a lease. */
const DEADLINE_MS = 15_000;
/** Of an answer nobody reads more: its status is all that counts. */
const MOST_READ = 16 * 1024;
const READ_MS = 2_000;

export interface Poster {
  /** @param stop breaks the try off: the promise is rejected then */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    stop: AbortSignal,
  ): Promise<Pick<Try, "status" | "error">>;
  close(): Promise<void>;
}

/**
 * Posts messages to receivers. Redirects are answers like others, nothing follows them; names are resolved and looked at for each connection,
 * so what is checked is what is connected to.
 *
 * @param reach `anyAddress: false` keeps messages from private addresses; `answerMs`: how long an answer is waited for, 10 s by default
 */
export function openPoster(reach: { readonly anyAddress: boolean; readonly answerMs?: number }): Poster {
  const agent = new Agent({
    connect: { timeout: CONNECT_MS, ...(reach.anyAddress ? {} : { lookup: lookupPublic }) },
    headersTimeout: reach.answerMs ?? ANSWER_MS,
    bodyTimeout: ANSWER_MS,
    keepAliveTimeout: 1_000,
    pipelining: 1,
  });
  return {
    async post(url, headers, body, stop) {
      if (!reach.anyAddress && !isPublicHost(new URL(url))) return { status: null, error: "private-address" };
      try {
        const signal = AbortSignal.any([stop, AbortSignal.timeout(DEADLINE_MS)]);
        const answer = await request(url, {
          dispatcher: agent,
          method: "POST",
          headers: { "content-type": "application/json", "user-agent": "Gatehouse", ...headers },
          body,
          signal,
        });
        await answer.body
          .dump({ limit: MOST_READ, signal: AbortSignal.any([stop, AbortSignal.timeout(READ_MS)]) })
          .catch(() => undefined);
        return { status: answer.statusCode, error: null };
      } catch (error) {
        if (stop.aborted) throw error;
        return { status: null, error: wordFor(error) };
      }
    },
    close: () => agent.destroy(),
  };
}

/** A word of ours: what a receiver said goes into no log and no page. */
function wordFor(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at.name === "PrivateAddress") return "private-address";
    if (at.name === "TimeoutError") return "timeout";
    const { code } = at as { code?: unknown };
    if (typeof code !== "string") continue;
    if (/TIMEOUT|ETIMEDOUT/.test(code)) return "timeout";
    if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return "name-not-found";
    if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(code)) return "not-reached";
    if (code === "CERT_HAS_EXPIRED") return "certificate-expired";
    if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "certificate-of-another-host";
    if (/^(DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER))/.test(code))
      return "certificate-not-trusted";
    if (
      /^(ERR_TLS|CERT_|ERROR_IN_CERT|INVALID_(CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL)/.test(
        code,
      )
    )
      return "tls";
  }
  return "connection-broken";
}
