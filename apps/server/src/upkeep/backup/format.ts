import { z } from "zod";
import { UpkeepError } from "../upkeep-error.ts";

/** docs/backup.md is the same for readers. */
export const FORMAT = { format: "gatehouse-backup", version: 1 } as const;

/** Longest line that is not a row: the header of a thousand tables. */
export const LONGEST_LINE = 1024 * 1024;

const name = /^[a-z_][a-z0-9_]*$/;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const header = z.object({
  format: z.literal(FORMAT.format),
  version: z.literal(FORMAT.version),
  id: z.uuid(),
  madeAt: z.iso.datetime(),
  schema: z.object({
    /** The migrations that the database had, in order. */
    migrations: z
      .array(z.object({ hash: sha256, at: z.int() }))
      .min(1)
      .max(10_000),
    /** Number of steps of Test Drive's own schema; 0: it has none. */
    testDrive: z.int().min(0).max(10_000),
  }),
  /** Fingerprints of the master keys without which the backup is of no use. */
  masterKeys: z
    .array(z.string().regex(/^[0-9a-f]{16}$/))
    .min(1)
    .max(1_000),
  /** In an order in which each table comes after those that its rows refer to. */
  tables: z
    .array(
      z.object({
        schema: z.enum(["public", "test_drive"]),
        name: z.string().regex(name),
        columns: z.array(z.string().regex(name)).min(1).max(500),
      }),
    )
    .min(1)
    .max(1_000),
});

const tableEnd = z.object({ rows: z.int().min(0), bytes: z.int().min(0), sha256 });

const trailer = z.object({
  tables: z.int(),
  /** Over everything before this line. */
  sha256,
  /** The same 32 octets wrapped by custody: only who holds the master key can have made this file. */
  seal: z.object({ masterKey: z.string(), wrapped: z.string() }),
});

export type BackupHeader = z.output<typeof header>;
export type BackupTable = BackupHeader["tables"][number];
export type TableEnd = z.output<typeof tableEnd>;
export type Trailer = z.output<typeof trailer>;

/** What the seal belongs to, for custody. */
export function sealContext(id: string): string {
  return `backup:${id}`;
}

/** @throws {UpkeepError} */
export function parseHeader(line: string): BackupHeader {
  const value = parsed(line);
  const { format, version } = z
    .object({ format: z.unknown(), version: z.unknown() })
    .catch({ format: null, version: null })
    .parse(value);
  if (format !== FORMAT.format) throw new UpkeepError("this is no backup of Gatehouse");
  if (version !== FORMAT.version) {
    throw new UpkeepError(
      "the backup has another form than this version of Gatehouse knows: use a newer one",
    );
  }
  return known(header, value);
}

/** @throws {UpkeepError} */
export function parseTableEnd(line: string): TableEnd {
  return known(tableEnd, parsed(line));
}

/** @throws {UpkeepError} */
export function parseTrailer(line: string): Trailer {
  return known(trailer, parsed(line));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw notAsWritten();
  }
}

function known<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { reportInput: false });
  if (!result.success) throw notAsWritten();
  return result.data;
}

export function notAsWritten(): UpkeepError {
  return new UpkeepError("the backup is not as it was written: take another copy of it");
}
