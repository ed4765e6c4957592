import { CATALOGUE, type ProblemCode } from "./catalogue.ts";

/** What is wrong with one field of a request: a JSON pointer (RFC 6901) into the body and a sentence a person can act on. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * A refusal on its way to the caller. `detail` is read by the caller, so it never holds a secret or another tenant's data.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly fields: readonly FieldError[];
  /** Sent as Retry-After. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { fields?: readonly FieldError[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.fields = more.fields ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }

  get status(): number {
    return CATALOGUE[this.code].status;
  }
}

/** RFC 9457 problem details, as sent. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly reasonCode?: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
}

export function problemDetails(problem: Problem, requestId: string): ProblemDetails {
  const entry: { status: number; title: string; reasonCode?: string } = CATALOGUE[problem.code];
  return {
    type: `urn:gatehouse:problem:${problem.code}`,
    title: entry.title,
    status: entry.status,
    detail: problem.message,
    code: problem.code,
    ...(entry.reasonCode === undefined ? {} : { reasonCode: entry.reasonCode }),
    requestId,
    ...(problem.fields.length === 0 ? {} : { errors: problem.fields }),
  };
}
