import { isMap, isScalar, isSeq, parseDocument, visit, type YAMLMap } from "yaml";
import {
  DocumentError,
  type FoundOperation,
  isMethod,
  type ReadDocument,
  requireRoom,
  shapeOf,
  shown,
  suggestedProduct,
} from "./operation.ts";

/** An operation may say by itself what it is sold by (OpenAPI Specification 3.1.0 §4.9, specification extensions). */
const OWN_PRODUCT = "x-gatehouse-product";
/** Fields of a path that are no operations (OpenAPI Specification 3.1.0 §4.8.9.1). */
const NO_OPERATIONS: ReadonlySet<string> = new Set(["summary", "description", "servers", "parameters"]);
const MOST_IGNORED = 50;
const SHORT = 200;

/**
 * Reads the operations of an OpenAPI 3 document. JSON is YAML too, so one reader reads both: no key may stand twice, nothing is aliased,
 * nothing is fetched, and nothing of the document becomes an object of the program's. Takes seconds and much memory for a large or a
 * malicious one: `read-in-thread.ts` bounds both.
 *
 * @throws {DocumentError}
 */
export function readOpenApi(text: string): ReadDocument {
  const root = parse(text);
  const version = stringAt(root, "openapi");
  if (version === null || !/^3\.[012]\.\d/.test(version)) {
    throw new DocumentError(
      root.has("swagger")
        ? "This is Swagger 2.0: convert it to OpenAPI 3 first."
        : "This is no OpenAPI 3 document: it must say openapi: 3.0, 3.1 or 3.2.",
    );
  }
  const info = root.get("info");
  if (!isMap(info)) throw new DocumentError("The document has no info with title and version.");
  const paths = root.get("paths");
  if (!isMap(paths)) throw new DocumentError("The document has no paths.");
  const ignored: string[] = [];
  const operations = [...operationsOf(paths, ignored)];
  if (operations.length === 0) throw new DocumentError("The document has no operation.");
  return {
    title: titled(stringAt(info, "title")),
    version: titled(stringAt(info, "version")),
    operations,
    ignored: ignored.length > MOST_IGNORED ? [...ignored.slice(0, MOST_IGNORED), "…"] : ignored,
  };
}

function parse(text: string): YAMLMap {
  // Names are compared below: the reader's own comparison takes the square of their number.
  const document = parseDocument(text, {
    schema: "core",
    version: "1.2",
    uniqueKeys: false,
    logLevel: "silent",
  });
  const [error] = document.errors;
  if (error?.code === "RESOURCE_EXHAUSTION") throw new DocumentError("The document is nested too deeply.");
  if (error !== undefined) {
    const [at] = error.linePos ?? [];
    const where = at === undefined ? "" : ` in line ${at.line}, column ${at.col}`;
    throw new DocumentError(`The document can't be read${where}: it must be JSON or YAML.`);
  }
  visit(document, {
    Alias() {
      throw new DocumentError("The document has aliases (*): write out what they stand for.");
    },
    Map(_, map) {
      requireNamesOnce(map);
    },
  });
  if (!isMap(document.contents)) throw new DocumentError("The document is not an object.");
  return document.contents;
}

function requireNamesOnce(map: YAMLMap): void {
  const names = new Set<string>();
  for (const { key } of map.items) {
    const name = nameOf(key);
    if (names.has(name)) throw new DocumentError(`The name ${shown(name)} stands twice in one place.`);
    names.add(name);
  }
}

function nameOf(key: unknown): string {
  if (!isScalar(key)) throw new DocumentError("A name in the document is a list or an object.");
  return String(key.value);
}

function* operationsOf(paths: YAMLMap, ignored: string[]): Generator<FoundOperation> {
  const shapes = new Map<string, string>();
  const found: FoundOperation[] = [];
  for (const { key, value: item } of paths.items) {
    const path = nameOf(key);
    if (path.startsWith("x-")) continue;
    const shape = shapeOf(path);
    const twin = shapes.get(shape);
    if (twin !== undefined)
      throw new DocumentError(
        `The paths ${shown(twin)} and ${shown(path)} are the same but for names of parameters and for capitals.`,
      );
    shapes.set(shape, path);
    if (!isMap(item)) throw new DocumentError(`The path ${shown(path)} holds no operations.`);
    if (item.has("$ref"))
      throw new DocumentError(`The path ${shown(path)} is kept elsewhere ($ref): write it out here.`);
    for (const operation of ofPath(path, item, ignored)) {
      found.push(operation);
      requireRoom(found);
      yield operation;
    }
  }
}

function* ofPath(path: string, item: YAMLMap, ignored: string[]): Generator<FoundOperation> {
  for (const { key, value } of item.items) {
    const name = nameOf(key);
    if (NO_OPERATIONS.has(name) || name.startsWith("x-")) continue;
    const method = name.toUpperCase();
    if (name !== name.toLowerCase() || !isMethod(method)) {
      ignored.push(`${shown(name)} of ${shown(path)}: the gate doesn’t take it`);
      continue;
    }
    if (!isMap(value)) throw new DocumentError(`The operation ${method} ${shown(path)} is not an object.`);
    const tags = value.get("tags");
    const tag = isSeq(tags) ? tags.get(0) : undefined;
    const summary = stringAt(value, "summary")?.replaceAll(/\s+/g, " ").trim().slice(0, SHORT);
    yield {
      method,
      path,
      summary: summary === undefined || summary === "" ? null : plain(summary),
      product: suggestedProduct(value.get(OWN_PRODUCT), tag),
    };
  }
}

function stringAt(map: YAMLMap, name: string): string | null {
  const value = map.get(name);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}

function titled(text: string | null): string {
  const title = plain((text ?? "").slice(0, SHORT)).trim();
  return title === "" ? "untitled" : title;
}

function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, " ");
}
