import { type Dispatcher, errors, Pool } from "undici";
import { isPublicHost, lookupPublic } from "../outbound/public-address.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { Upstream, UpstreamAnswer, UpstreamRequest } from "./upstream.ts";

const CONNECTIONS = 128;
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** 16 MiB: what the gate holds of one answer, since it is encrypted as a whole. */
const LARGEST_ANSWER = 16 * 1024 * 1024;

/**
 * An API reached over HTTP/1.1 by a pool of kept connections; undici's `dispatch` is the cheapest client on this path.
 *
 * @param baseUrl `http:` or `https:`, with or without a path that goes before each request's
 * @param own headers that tell the upstream who calls; set last, so that no caller can set them
 * @param reach `anyAddress: false` keeps calls from private addresses, whether the URL names one or its name leads there. Redirects are
 *   answers like others: nothing follows them.
 */
export function httpUpstream(
  baseUrl: string,
  own: Readonly<Record<string, string>>,
  reach: { readonly anyAddress: boolean } = { anyAddress: true },
): Upstream {
  const base = new URL(baseUrl);
  if (!reach.anyAddress && !isPublicHost(base)) return nowhere;
  const prefix = base.pathname.replace(/\/$/, "");
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    connect: { timeout: CONNECT_MS, ...(reach.anyAddress ? {} : { lookup: lookupPublic }) },
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
  });
  return {
    dispatch: (request) =>
      new Promise((resolve, reject) => {
        const options: Dispatcher.DispatchOptions = {
          method: request.method,
          path: `${prefix}${request.path}`,
          headers: { ...request.headers, ...own },
          body: request.body,
        };
        try {
          pool.dispatch(options, collectAnswer(request.signal, resolve, reject));
        } catch (error) {
          reject(asGateError(error));
        }
      }),
    close: () => pool.destroy(),
  };
}

const nowhere: Upstream = {
  dispatch: () => Promise.reject(new GateError("upstream-failed")),
  close: () => Promise.resolve(),
};

function collectAnswer(
  signal: UpstreamRequest["signal"],
  resolve: (answer: UpstreamAnswer) => void,
  reject: (error: unknown) => void,
): Dispatcher.DispatchHandler {
  let status = 0;
  let headers: UpstreamAnswer["headers"] = {};
  let chunks: Buffer[] = [];
  let size = 0;
  let abort = () => {};
  return {
    onRequestStart(controller) {
      abort = () => controller.abort(new Error("the caller has gone"));
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
    },
    onResponseStart(_controller, statusCode, received) {
      status = statusCode;
      headers = received;
    },
    onResponseData(controller, chunk) {
      size += chunk.length;
      if (size <= LARGEST_ANSWER) chunks.push(chunk);
      else {
        chunks = [];
        controller.abort(new Error("the answer is too large"));
      }
    },
    onResponseEnd() {
      signal.removeEventListener("abort", abort);
      const [only] = chunks;
      resolve({
        status,
        headers,
        body: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks),
      });
    },
    onResponseError(_controller, error) {
      signal.removeEventListener("abort", abort);
      reject(asGateError(error));
    },
  };
}

function asGateError(error: unknown): GateError {
  const late =
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError;
  return new GateError(late ? "upstream-timeout" : "upstream-failed", undefined, { cause: error });
}
