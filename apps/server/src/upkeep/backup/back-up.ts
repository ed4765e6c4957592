import { randomBytes } from "node:crypto";
import { link, open, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Config, loadConfig } from "../../config.ts";
import { type CustodySettings, openCustody } from "../../custody/open-custody.ts";
import { closeDatabase, openDatabase } from "../../database/database.ts";
import { requireThisSchema } from "../../database/migrate.ts";
import { refuseUnfinishedRestore } from "../../database/unfinished-restore.ts";
import { ownDatabase } from "../open-instance.ts";
import { UpkeepError } from "../upkeep-error.ts";
import { encrypted, type Lock } from "./age-file.ts";
import { connect } from "./connect.ts";
import type { BackupHeader } from "./format.ts";
import { type Written, writeText } from "./write-text.ts";

/**
 * `gatehouse backup`: writes the whole database of the settings into one encrypted file, while everything goes on. Master keys are not in it.
 *
 * @throws {UpkeepError}
 */
export async function backUp(
  environment: Readonly<Record<string, string | undefined>>,
  what: { readonly out: string; readonly lock: Lock },
  tell: (line: string) => void,
): Promise<void> {
  const config = loadConfig(environment);
  const out = resolve(what.out);
  const instance = await ownDatabase(config);
  try {
    const { header, rows } = await writeFile(config, instance.url, out, what.lock);
    tell(`Wrote ${out}: ${header.tables.length} tables, ${rows} rows, as of ${header.madeAt}.`);
    tell(
      `No master key is in it. To restore it you need ${header.masterKeys.length === 1 ? "master key" : "master keys"} ${header.masterKeys.join(", ")}: keep a copy of each apart from this file.`,
    );
  } finally {
    await instance.stop();
  }
}

/** Whole or not at all, and never in the place of another file: written and flushed under another name, then linked into place. */
async function writeFile(
  config: Config,
  ownerUrl: string,
  out: string,
  lock: Lock,
): Promise<{ header: BackupHeader; rows: number }> {
  const draft = join(dirname(out), `.${basename(out)}.${randomBytes(6).toString("hex")}`);
  const file = await open(draft, "wx", 0o600).catch((cause: unknown) => {
    throw new UpkeepError(`${dirname(out)} can't be written to`, { cause });
  });
  try {
    const written = await backUpDatabase(config, ownerUrl, lock, (bytes) =>
      pipeline(bytes, file.createWriteStream({ flush: true })),
    );
    await link(draft, out).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "EEXIST" ? new UpkeepError(`${out} is there already: give another name`) : error;
    });
    await syncFolder(dirname(out));
    return written;
  } finally {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
}

/** @param ownerUrl log-in of somebody who may read all tables */
export async function backUpDatabase(
  settings: CustodySettings,
  ownerUrl: string,
  lock: Lock,
  keep: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<{ header: BackupHeader; rows: number }> {
  const database = openDatabase(ownerUrl, { max: 1, name: "gatehouse-backup-custody" });
  const client = await connect(ownerUrl, "gatehouse-backup");
  try {
    await refuseUnfinishedRestore(database);
    await requireInstance(client);
    await requireThisSchema(database);
    const custody = await openCustody(settings, database);
    try {
      const written: Written = { header: null, rows: 0 };
      await keep(await encrypted(writeText(client, custody, new Date(), written), lock));
      if (written.header === null) throw new Error("nothing was written");
      return { header: written.header, rows: written.rows };
    } finally {
      await custody.close();
    }
  } finally {
    // In the middle of a table that nobody reads any more the server doesn't listen to a goodbye.
    void client.end().catch(() => undefined);
    await closeDatabase(database);
  }
}

/** Opening custody on an empty database would make it one with a master key. */
async function requireInstance(client: Awaited<ReturnType<typeof connect>>): Promise<void> {
  const table = await client.query<{ there: boolean }>(
    "select to_regclass('public.master_keys') is not null and to_regclass('drizzle.__drizzle_migrations') is not null as there",
  );
  const made =
    table.rows[0]?.there === true && (await client.query("select 1 from master_keys limit 1")).rowCount !== 0;
  if (!made) throw new UpkeepError("this database holds no Gatehouse yet: there is nothing to back up");
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
