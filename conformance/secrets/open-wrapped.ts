import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { loadConfig } from "../../apps/server/src/config.ts";
import { openGatewayCustody } from "../../apps/server/src/custody/open-custody.ts";
import type { WrappedValue } from "../../apps/server/src/key-book/entries.ts";
import { quoted, tablesOf } from "./database-access.ts";
import { addPrivateKey } from "./partner-keys.ts";
import type { Scanner } from "./scanner.ts";

/** What a wrapped value of a row may be named by; a kind that is added later must be named here, or it isn't looked for. */
const CONTEXTS: readonly ((id: string) => string)[] = [
  (id) => `client-encryption-key:${id}`,
  (id) => `certificate-authority:${id}`,
  (id) => `audit-key:${id}`,
  (id) => `second-factor:${id}`,
  (id) => `webhook:${id}`,
  (id) => `shared-secret:${id}`,
  (id) => `credential:${id}:app-key`,
  (id) => `credential:${id}:partner-secret`,
  (fingerprint) => `master-key-check:${fingerprint}`,
];

/** Opens everything that rests wrapped, and has it looked for in the clear; the master key as well. */
export async function plantWrapped(client: pg.Client, dataDir: string, scanner: Scanner): Promise<string[]> {
  for (const line of (await readFile(join(dataDir, "master-key"), "utf8")).trim().split("\n")) {
    scanner.add("master key", Buffer.from(line, "hex"));
  }
  return openWrapped(client, dataDir, (context, value) => plant(scanner, context, value));
}

/**
 * Opens everything that rests wrapped in the database, with the master key file.
 *
 * @returns what was opened, by its context
 * @throws {Error} for what doesn't open
 */
export async function openWrapped(
  client: pg.Client,
  dataDir: string,
  note: (context: string, value: Buffer) => void,
): Promise<string[]> {
  const custody = await openGatewayCustody(loadConfig({ GATEHOUSE_DATA_DIR: dataDir }));
  const opened: string[] = [];
  for (const table of await tablesOf(client)) {
    const { rows } = await client.query<Record<string, unknown>>(`select * from ${quoted(table)}`);
    for (const row of rows) {
      for (const value of wrappedValuesIn(row)) {
        const contexts = CONTEXTS.map((context) => context(String(row.id ?? row.fingerprint)));
        const found = await firstOf(contexts, (context) => custody.unwrap(value, context));
        if (found === null)
          throw new Error(`a wrapped value in ${table.name} is of a kind that isn't known here`);
        note(found.context, found.value);
        opened.push(found.context);
      }
    }
  }
  return opened;
}

function plant(scanner: Scanner, context: string, value: Buffer): void {
  if (/^(client-encryption-key|certificate-authority|audit-key):/.test(context)) {
    addPrivateKey(scanner, context, value);
  } else {
    scanner.add(context, context.startsWith("credential:") ? value.toString("utf8") : value);
  }
}

async function firstOf(
  contexts: readonly string[],
  open: (context: string) => Promise<Buffer>,
): Promise<{ context: string; value: Buffer } | null> {
  for (const context of contexts) {
    const value = await open(context).catch(() => null);
    if (value !== null) return { context, value };
  }
  return null;
}

function wrappedValuesIn(value: unknown): WrappedValue[] {
  if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return [];
  const { masterKey, wrapped } = value as Partial<WrappedValue>;
  if (typeof masterKey === "string" && typeof wrapped === "string") return [{ masterKey, wrapped }];
  return Object.values(value).flatMap(wrappedValuesIn);
}
