import { UsageError } from "../usage-error.ts";

interface Keys {
  readonly "passphrase-file"?: string | undefined;
  readonly "identity-file"?: string | undefined;
  readonly recipient?: readonly string[] | undefined;
}

/** `gatehouse backup --out FILE (--passphrase-file F | --recipient age1…)`, with the settings of the server. */
export async function runBackup(
  options: Keys & { readonly out?: string | undefined },
  tell: (line: string) => void,
): Promise<void> {
  const { out, recipient = [], "passphrase-file": passphraseFile } = options;
  if (out === undefined) throw new UsageError("backup needs --out FILE");
  if ((passphraseFile === undefined) === (recipient.length === 0)) {
    throw new UsageError("backup needs either --passphrase-file FILE or --recipient age1…");
  }
  // The server's code is read for the commands that need it alone.
  const { backUp } = await import("@gatehouse/server/upkeep/backup/back-up");
  const lock = passphraseFile === undefined ? { recipients: recipient } : { passphraseFile };
  await backUp(process.env, { out, lock }, tell);
}

/** `gatehouse restore FILE (--passphrase-file F | --identity-file F) [--into DIR]`, with the settings of the server. */
export async function runRestore(
  file: string,
  options: Keys & { readonly into?: string | undefined },
  tell: (line: string) => void,
): Promise<void> {
  const { into, "passphrase-file": passphraseFile, "identity-file": identityFile } = options;
  if ((passphraseFile === undefined) === (identityFile === undefined)) {
    throw new UsageError("restore needs either --passphrase-file FILE or --identity-file FILE");
  }
  if (into !== undefined && (process.env.DATABASE_URL ?? "") !== "") {
    throw new UsageError("--into names a data folder, but DATABASE_URL is set: leave out one of them");
  }
  const { restore } = await import("@gatehouse/server/upkeep/backup/restore");
  const settings = into === undefined ? process.env : { ...process.env, GATEHOUSE_DATA_DIR: into };
  const unlock = passphraseFile === undefined ? { identityFile: identityFile ?? "" } : { passphraseFile };
  await restore(settings, { file, unlock }, tell);
}
