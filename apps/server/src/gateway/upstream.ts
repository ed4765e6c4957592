export interface UpstreamRequest {
  readonly method: string;
  /** Path and query, as they go on the wire. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

export interface UpstreamAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** The API behind the gate. */
export interface Upstream {
  /** @throws {GateError} upstream-failed, upstream-timeout. Never tried twice: the gate can't know whether a call may be repeated. */
  dispatch(request: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}
