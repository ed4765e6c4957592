import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import formatsPlugin from "ajv-formats";
import { parse } from "yaml";

export const SPECIFICATION = new URL("../../../shared/openfinance/openapi.yaml", import.meta.url);

export function hasSpecification(): boolean {
  return existsSync(SPECIFICATION);
}

type Json = { readonly [name: string]: unknown };

/**
 * Checks answers against the published response schemas.
 *
 * @returns what is wrong with an answer, as text; nothing where it is right
 */
export function createResponseValidator(): (
  method: string,
  path: string,
  status: number,
  body: unknown,
) => string[] {
  const document = asJson(parse(readFileSync(SPECIFICATION, "utf8")));
  const ajv = new Ajv({ strict: false, allErrors: true });
  // The plugin is a CommonJS module whose function is its `default`.
  formatsPlugin.default(ajv);
  ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger });
  ajv.addSchema({ $id: "openfinance", components: toJsonSchema(document.components) });
  const validators = new Map<string, ValidateFunction>();
  return (method, path, status, body) => {
    const operation = asJson(asJson(asJson(document.paths)[path])[method.toLowerCase()]);
    const found = asJson(operation.responses)[String(status)];
    if (found === undefined) return [`${status} is not published`];
    const response = resolve(document, found);
    if (response.content === undefined) return body === null ? [] : ["a body where none is published"];
    const schema = asJson(asJson(response.content)["application/json"]).schema;
    const key = `${method} ${path} ${status}`;
    const validator = validators.get(key) ?? ajv.compile(asJson(absolute(toJsonSchema(schema))));
    validators.set(key, validator);
    return validator(body) ? [] : (validator.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
  };
}

function resolve(document: Json, node: unknown): Json {
  const reference = asJson(node).$ref;
  if (typeof reference !== "string") return asJson(node);
  const target = reference
    .slice(2)
    .split("/")
    .reduce<unknown>((place, name) => asJson(place)[name], document);
  return resolve(document, target);
}

/** OpenAPI 3.0's `nullable` and boolean `exclusiveMinimum` are not JSON Schema's; the error's code is published as an object, but is none. */
function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (typeof node !== "object" || node === null) return node;
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = asJson(node);
  const schema: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, name === "example" ? value : toJsonSchema(value)]),
  );
  if (nullable === true) {
    if (typeof schema.type === "string") schema.type = [schema.type, "null"];
    if (Array.isArray(schema.enum)) schema.enum = [...schema.enum, null];
  }
  if (exclusiveMinimum === true) schema.exclusiveMinimum = schema.minimum;
  if (exclusiveMaximum === true) schema.exclusiveMaximum = schema.maximum;
  return schema;
}

function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      name === "$ref" && typeof value === "string" ? `openfinance${value}` : absolute(value),
    ]),
  );
}

function asJson(node: unknown): Json {
  if (typeof node !== "object" || node === null) throw new Error("not in the specification");
  return Object.fromEntries(Object.entries(node));
}
