/**
 * What a gateway tells the desk of use. Times are ages, in milliseconds before the report was sent, so that a gateway whose clock is wrong
 * says nothing wrong. `source` and `number` name a report: the desk counts each once.
 */
export interface UsageReport {
  /** UUID of one start of a gateway. */
  readonly source: string;
  /** Of this source's reports, which are sent in the order of their numbers. */
  readonly number: number;
  /** The gateway's name. */
  readonly gateway: string;
  readonly calls: readonly ReportedCalls[];
  readonly uses: readonly ReportedUses[];
  readonly callers: readonly ReportedCaller[];
}

/** A program that calls, and which keys it says it can decrypt answers with. */
export interface ReportedCaller {
  readonly environmentId: string;
  /** base64url of 32 bytes; the same at all gateways. */
  readonly caller: string;
  readonly said: "keys" | "nothing" | "unreadable";
  /** Their kids, in one form. */
  readonly kids: readonly string[];
  readonly ageMs: number;
}

/** Calls of one kind at about the same time. */
export interface ReportedCalls {
  readonly credentialId: string;
  /** Of the service's operations: method and path with ids left out; or `other`. */
  readonly operation: string;
  /** First digit of the status: 2, 4, 5. */
  readonly statusClass: number;
  readonly encrypted: boolean;
  readonly count: number;
  /** Sum over the calls. */
  readonly milliseconds: number;
  readonly ageMs: number;
}

/** Uses of a key or of credentials within a minute. */
export interface ReportedUses {
  readonly id: string;
  readonly count: number;
  /** Of the first and the last of them. */
  readonly firstAgeMs: number;
  readonly lastAgeMs: number;
}

/** `counted`: once, now or before. `refused`: the desk understands it and will never take it. `unreachable`: whether it arrived is open. */
export type Delivery = "counted" | "refused" | "unreachable";
export type DeliverUsage = (report: UsageReport) => Promise<Delivery>;
