/**
 * What the built-in API service is sold by, and which of its calls belong to what, until an OpenAPI document is imported for it: desk and
 * gate read the same list. A contract names products; a call that belongs to none of them is refused in Production.
 */
interface Product {
  readonly id: string;
  readonly name: string;
}

export const PRODUCTS = [
  { id: "transactions", name: "Transactions" },
  { id: "account-owner", name: "Account Owner" },
  { id: "payments", name: "Payments" },
  { id: "statements", name: "Bank Statements" },
  { id: "accounts", name: "Accounts" },
  { id: "reports", name: "Lending Reports" },
  { id: "transfer", name: "Deposit and Bill Pay Switch" },
  { id: "connect", name: "Connect" },
  { id: "webhooks", name: "Webhook Subscriptions" },
] as const satisfies readonly Product[];

type ProductId = (typeof PRODUCTS)[number]["id"];

/** The API service that this list is of, which has been there before there was a catalogue. */
export const BUILT_IN_SERVICE = "open-finance-us";

/**
 * Paths of products, the more special ones first: a path belongs to the first line that it starts with and, where the line says so, has a
 * whole segment of.
 */
const LINES: readonly {
  readonly product: ProductId;
  readonly starts: string;
  readonly has: string | null;
}[] = [
  { product: "transfer", starts: "/connect/generate/transfer", has: null },
  { product: "connect", starts: "/connect", has: null },
  { product: "webhooks", starts: "/notification-subscriptions", has: null },
  { product: "payments", starts: "/payments", has: null },
  { product: "reports", starts: "/decisioning", has: null },
  { product: "reports", starts: "/analytics", has: null },
  { product: "transactions", starts: "/aggregation", has: "/transactions" },
  { product: "transactions", starts: "/aggregation", has: "/txpush" },
  { product: "payments", starts: "/aggregation", has: "/payments" },
  { product: "payments", starts: "/aggregation", has: "/details" },
  { product: "account-owner", starts: "/aggregation", has: "/owner" },
  { product: "statements", starts: "/aggregation", has: "/statement" },
  { product: "accounts", starts: "/aggregation", has: "/accounts" },
];

/** What every contract holds: partners, customers, institutions, applications, consents. */
const ALWAYS: readonly string[] = [
  "/aggregation/v1/customers",
  "/aggregation/v2/customers",
  "/aggregation/v1/partners",
  "/aggregation/v2/partners",
  "/aggregation/v1/consents",
  "/institution/v2",
  "/applications",
];

/** @returns null for what every contract holds, and `undefined` for a path that belongs to nothing. Allocates nothing. */
export function productOf(path: string): ProductId | null | undefined {
  for (const line of LINES) {
    if (startsWithSegments(path, line.starts) && (line.has === null || hasSegment(path, line.has)))
      return line.product;
  }
  for (const start of ALWAYS) if (startsWithSegments(path, start)) return null;
  return undefined;
}

function startsWithSegments(path: string, start: string): boolean {
  return path.startsWith(start) && (path.length === start.length || path.charCodeAt(start.length) === SLASH);
}

const SLASH = 47;

/** Is the segment in the path, whole, or with what some upstreams take off (`.json`, a blank)? */
function hasSegment(path: string, segment: string): boolean {
  for (let at = path.indexOf(segment); at !== -1; at = path.indexOf(segment, at + 1)) {
    const end = at + segment.length;
    if (end === path.length || !continuesName(path.charCodeAt(end))) return true;
  }
  return false;
}

/** Letters in either case, digits, `-` and `_`. */
function continuesName(code: number): boolean {
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
  return isLetter || (code >= 48 && code <= 57) || code === 45 || code === 95;
}
