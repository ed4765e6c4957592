import { planted } from "./people.ts";
import type { Wire } from "./wire.ts";

type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
};

interface Operation {
  readonly operationId?: string;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

const ID = "00000000-0000-7000-8000-000000000000";
/** Would end the session of the walker. */
const LEFT_OUT = new Set(["logOut"]);

/**
 * Calls every operation that the management API says it has, with a secret in each field of text, as it should be and as it should not:
 * what is added to the API later is walked through as well.
 *
 * @returns how many operations there are
 */
export async function probeOperations(wire: Wire, projectId: string): Promise<number> {
  const { json } = await wire.call("GET", "/api/v1/openapi.json");
  let count = 0;
  for (const [path, operations] of Object.entries<Record<string, Operation>>(json.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      count += 1;
      if (LEFT_OUT.has(operation.operationId ?? "")) continue;
      const schema = operation.requestBody?.content["application/json"]?.schema;
      const bodies = schema === undefined ? [undefined] : [filled(schema), broken(schema), misplaced(schema)];
      const url = path.replace("{id}", projectId).replaceAll(/\{[^}]+\}/g, ID);
      for (const body of bodies) {
        await wire.call(method.toUpperCase(), url, body === undefined ? {} : { body });
      }
      await wire.call(method.toUpperCase(), `${url}?secret=${encodeURIComponent(planted())}`);
    }
  }
  return count;
}

function filled(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return filled(schema.anyOf[0] ?? {});
  if (schema.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [name, filled(inner)]),
    );
  }
  if (schema.type === "array") return [filled(schema.items ?? {})];
  if (schema.type === "integer" || schema.type === "number") return 1;
  if (schema.type === "boolean") return true;
  return planted();
}

/** Breaks off in the middle. */
function broken(schema: Schema): string {
  return JSON.stringify({ password: planted(), body: filled(schema) }).slice(0, -2);
}

/** An object with a secret where something else is expected. */
function misplaced(schema: Schema): unknown {
  return Object.fromEntries(
    Object.keys(schema.properties ?? {}).map((name) => [name, { password: planted(), [planted()]: name }]),
  );
}
