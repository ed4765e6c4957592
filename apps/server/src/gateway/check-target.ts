import { GateError } from "../problems/gate-errors.ts";

/** Path and query of a request, checked; the path is safe to be joined to another and to be compared. */
export interface Target {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
}

const LONGEST = 2_048;
/** pchar and "/" of RFC 3986 §3.3, and what a query may hold besides. */
const PATH = /^(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)+$/;
const QUERY = /^\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?[\]|]|%[0-9A-Fa-f]{2})*$/;
/** A dot, a slash, a backslash, a percent sign or a control character in disguise: two readers may see two paths. */
const DISGUISED = /%(?:2[eEfF5]|5[cC]|[01][0-9A-Fa-f]|7[fF])/;
/** Also before a path parameter, which some readers take off before they go up a folder. */
const DOTS = /\/\.{1,2}(?:[/;]|%3[bB]|$)/;
/** A segment of parameters alone: for some readers it is empty, for others a name. */
const NAMELESS = /\/(?:;|%3[bB])/;
/** Parameters by which an upstream may take a call for one of another method than the gate has allowed. */
const OTHER_METHOD = /^(?:_method|x-(?:http-)?method(?:-override)?)$/i;

/** @throws {GateError} target-too-long, bad-request */
export function checkTarget(url: string): Target {
  if (url.length > LONGEST) throw new GateError("target-too-long", `at most ${LONGEST} characters`);
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? "" : url.slice(mark);
  if (
    !PATH.test(path) ||
    DISGUISED.test(path) ||
    DOTS.test(path) ||
    NAMELESS.test(path) ||
    path.includes("//")
  ) {
    throw new GateError("bad-request", "the path has characters or segments that are not allowed");
  }
  if (query !== "" && !QUERY.test(query)) {
    throw new GateError("bad-request", "the query has characters that are not allowed: percent-encode them");
  }
  if (query !== "" && [...new URLSearchParams(query).keys()].some((name) => OTHER_METHOD.test(name))) {
    throw new GateError("bad-request", "the query names another method: send the call with that method");
  }
  return { path, query };
}
