import {
  METHODS,
  type Method,
  MOST_OPERATIONS,
  type Operation,
  type Product,
  productIdOf,
} from "../rules.ts";

/** An operation as a document has it; its product is what the document suggests. */
export interface FoundOperation extends Omit<Operation, "product"> {
  readonly product: Product;
}

export interface ReadDocument {
  readonly title: string;
  readonly version: string;
  /** In the document's order. */
  readonly operations: readonly FoundOperation[];
  /** What the document holds and the gate has no use for, in words. */
  readonly ignored: readonly string[];
}

/** A document that can't be taken, and why, in a sentence for the person who brought it. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
}

/** For operations that no tag says anything of: no contract holds them unless it says so. */
const OTHER: Product = { id: "other", name: "Other" };
const LONGEST_PATH = 300;
const MOST_SEGMENTS = 24;
const LITERAL = /^[A-Za-z0-9\-._~!$&'()*+,=:@]+$/;
/** Names are shown where operations are assigned: nothing unseen, nothing that turns the line around. */
const PARAMETER = /^\{[A-Za-z0-9_.~$-]{1,100}\}$/;

export function isMethod(name: string): name is Method {
  return (METHODS as readonly string[]).includes(name);
}

/**
 * The path with its parameters' names left out and in small letters, e.g. `/customers/{}/accounts`: two paths that differ in those names alone
 * are the same (OpenAPI Specification 3.1.0 §4.8.8.2), and capitals are none to the gate, as to some upstreams.
 *
 * @throws {DocumentError}
 */
export function shapeOf(path: string): string {
  const no = (why: string) => new DocumentError(`The path ${shown(path)} ${why}.`);
  if (!path.startsWith("/")) throw no("does not begin with /");
  if (path.length > LONGEST_PATH) throw no(`is longer than ${LONGEST_PATH} letters`);
  const segments = path.slice(1).split("/");
  if (segments.length > MOST_SEGMENTS) throw no(`has more than ${MOST_SEGMENTS} segments`);
  if (segments.length > 1 && segments.at(-1) === "") segments.pop();
  if (segments.length === 1 && segments[0] === "") return "/";
  const shape = segments.map((segment) => {
    if (PARAMETER.test(segment)) return "{}";
    if (segment.includes("{") || segment.includes("}"))
      throw no("has a parameter that is not a whole segment");
    if (segment === "." || segment === ".." || !LITERAL.test(segment))
      throw no("has an empty segment, or one with letters that a path can't have");
    return segment;
  });
  return `/${shape.join("/")}`.toLowerCase();
}

/** What an operation is sold by: what it says itself, then its first tag. */
export function suggestedProduct(own: unknown, tag: unknown): Product {
  const name = [own, tag].find((text) => typeof text === "string" && text.trim() !== "");
  if (typeof name !== "string") return OTHER;
  const seen = name
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}<>\u202a-\u202e\u2066-\u2069]/gu, " ")
    .trim()
    .slice(0, 60);
  return seen === "" ? OTHER : { id: productIdOf(seen), name: seen };
}

/** @throws {DocumentError} */
export function requireRoom(operations: readonly unknown[]): void {
  if (operations.length > MOST_OPERATIONS)
    throw new DocumentError(
      `The document has more than ${MOST_OPERATIONS.toLocaleString("en-US")} operations.`,
    );
}

/** Text of a document as it may stand in a sentence. */
export function shown(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `“${short.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}<>\u202a-\u202e\u2066-\u2069]/gu, "�")}”`;
}
