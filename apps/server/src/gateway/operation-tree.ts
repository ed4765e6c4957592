import type { OperationEntry } from "../key-book/entries.ts";

/** An operation as the gate asks of it. */
export interface KnownOperation {
  /** As its calls are counted: method and path with the parameters' names left out, e.g. `GET /customers/{}`. */
  readonly name: string;
  /** Null: every contract holds it. */
  readonly product: string | null;
}

/** @returns null for a call that is no operation */
export type FindOperation = (method: string, path: string) => KnownOperation | null;

interface Node {
  readonly literal: Map<string, Node>;
  parameter: Node | null;
  readonly operations: Map<string, KnownOperation>;
}

/**
 * Finds the operation that a call means, by its method and the segments of its path: what is written out goes before a parameter (OpenAPI
 * Specification 3.1.0 §4.8.8.2). Made once when a service changes; a look-up walks down the segments and copies nothing else.
 */
export function operationTree(operations: readonly OperationEntry[]): FindOperation {
  const root = newNode();
  for (const { method, path, product } of operations) {
    let node = root;
    for (const segment of segmentsOf(path.toLowerCase())) node = childOf(node, segment);
    node.operations.set(method, { name: nameOf(method, path), product });
  }
  return (method, path) => find(root, segmentsOf(comparablePath(path)), 0, method) ?? null;
}

/** What a report of use takes. */
const LONGEST_NAME = 200;

function nameOf(method: string, path: string): string {
  const name = `${method} ${path.replaceAll(/\{[^/]*/g, "{}")}`;
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function newNode(): Node {
  return { literal: new Map(), parameter: null, operations: new Map() };
}

function childOf(node: Node, segment: string): Node {
  if (segment.startsWith("{")) {
    node.parameter ??= newNode();
    return node.parameter;
  }
  const child = node.literal.get(segment) ?? newNode();
  node.literal.set(segment, child);
  return child;
}

/** At each depth no more nodes are looked at than there are, since each has one way to it. */
function find(
  node: Node,
  segments: readonly string[],
  at: number,
  method: string,
): KnownOperation | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.operations.get(method);
  const literal = node.literal.get(segment);
  const found = literal === undefined ? undefined : find(literal, segments, at + 1, method);
  if (found !== undefined || node.parameter === null) return found;
  return find(node.parameter, segments, at + 1, method);
}

/** A slash at the end makes no difference. */
function segmentsOf(path: string): string[] {
  const end = path.length > 1 && path.endsWith("/") ? -1 : undefined;
  return path.slice(1, end).split("/");
}

const ENCODED = /%[0-7][0-9A-Fa-f]/g;

/**
 * A path as an upstream may read it: letters without their percent-encoding (RFC 3986 §6.2.2.2; those that would make another path of it
 * are refused before), segments without their parameters (RFC 3986 §3.3), which some readers take off, and small letters, since to some
 * capitals are the same. Otherwise `/%61ccounts`, `/accounts;x` or `/ACCOUNTS` would be another product's call than what is carried out.
 */
export function comparablePath(path: string): string {
  const plain = path.includes("%")
    ? path.replace(ENCODED, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
    : path;
  return (plain.includes(";") ? plain.replaceAll(/;[^/]*/g, "") : plain).toLowerCase();
}
