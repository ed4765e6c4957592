import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CustodyError } from "./custody.ts";

/** Reads the master key file (64 hex digits); null when there is none. Refuses a file that others can read. */
export async function readMasterKeyFile(path: string): Promise<Buffer | null> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      throw new CustodyError(`${path} can be read by others: chmod 600 it, and think about who has seen it`);
    }
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw asCustodyError(error, path);
  }
  if (!/^[0-9a-f]{64}\n?$/.test(text)) {
    throw new CustodyError(
      `${path} doesn't hold a master key (64 hex digits): put the right file back from its safe copy`,
    );
  }
  return Buffer.from(text.trim(), "hex");
}

/**
 * Writes a master key file, mode 0600, whole or not at all: written and flushed under another name, then linked into place, so that a
 * crash leaves no half key and two programs starting at once agree on one.
 *
 * @returns the key that the file has now: another one, when another program was first
 */
export async function writeMasterKeyFile(path: string, wanted: Buffer): Promise<Buffer> {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (made !== undefined) await syncFolder(dirname(made));
  const draft = join(dirname(path), `.master-key-${randomBytes(6).toString("hex")}`);
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${wanted.toString("hex")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(draft, 0o600);
  try {
    await link(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  const key = await readMasterKeyFile(path);
  if (key === null) throw new CustodyError(`${path} vanished while it was made`);
  return key;
}

/** A file that this program may not read is a matter for its keeper, and not unexpected. */
export function asCustodyError(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code !== "EACCES" && code !== "EPERM") return error;
  return new CustodyError(`${path} can't be read by this program's user: give it to that user`);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
