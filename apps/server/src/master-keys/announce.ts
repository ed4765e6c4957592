import { type AuditOrigin, appendAudit } from "../audit/append.ts";
import type { Backend, BackendName, MasterKey } from "../custody/backend.ts";
import { wrapCheckValue } from "../custody/check-value.ts";
import { CustodyError } from "../custody/custody.ts";
import type { OpenedCustody } from "../custody/open-custody.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import {
  insertMasterKey,
  insertRetired,
  lockMasterKeys,
  type MasterKeyRow,
  readMasterKeys,
  readRetired,
  removeMasterKey,
} from "./store.ts";

/** Why no rotation begins; the message says what to do. */
export class RotationRefused extends CustodyError {}

/**
 * Begins a rotation: makes a new master key where they are kept, or takes one that was brought there, and announces it. Nothing is wrapped
 * under it before every gateway has it at hand; the worker does all the rest.
 *
 * @param to where the new key is kept; null: where the current one is
 * @returns its fingerprint
 * @throws {RotationRefused}
 */
export async function announceMasterKey(
  deps: { readonly database: Database; readonly custody: OpenedCustody },
  by: { readonly origin: AuditOrigin; readonly now: Date },
  to: BackendName | null,
): Promise<string> {
  const { database, custody } = deps;
  const before = await readMasterKeys(database);
  requireNoRotation(before);
  const current = before.find(({ state }) => state === "current");
  const backend = to === null ? await backendOfCurrent(custody, current) : backendNamed(custody, to);
  const key = await newKey(deps, backend);
  const checkValue = await wrapCheckValue(key);
  await inTransaction(database, async (tx) => {
    requireNoRotation(await lockMasterKeys(tx));
    await insertMasterKey(tx, {
      fingerprint: key.fingerprint,
      state: "announced",
      backend: backend.name,
      checkValue,
      createdAt: by.now,
    });
    await appendAudit(tx, by.origin, by.now, [
      {
        projectId: null,
        action: "master-key.announced",
        subject: `master-key:${key.fingerprint}`,
        before: { current: current?.fingerprint ?? null },
        after: { backend: backend.name },
      },
    ]);
  });
  return key.fingerprint;
}

/** Ends a rotation that has only been announced: nothing is wrapped under the key. The key itself stays where it was made. */
export async function withdrawMasterKey(
  database: Database,
  by: { readonly origin: AuditOrigin; readonly now: Date },
): Promise<string> {
  return inTransaction(database, async (tx) => {
    const announced = (await lockMasterKeys(tx)).find(({ state }) => state === "announced");
    if (announced === undefined) throw new RotationRefused("no master key is announced");
    const { fingerprint } = announced;
    await removeMasterKey(tx, fingerprint, "announced");
    // It may have been withdrawn because it was seen by others: it is never taken again.
    await insertRetired(tx, announced, by.now);
    await appendAudit(tx, by.origin, by.now, [
      { projectId: null, action: "master-key.withdrawn", subject: `master-key:${fingerprint}` },
    ]);
    return fingerprint;
  });
}

function requireNoRotation(keys: readonly { readonly fingerprint: string; readonly state: string }[]): void {
  const other = keys.find(({ state }) => state !== "current");
  if (other === undefined) return;
  throw new RotationRefused(
    `a rotation is under way already (master key ${other.fingerprint} is ${other.state}): wait for its end`,
  );
}

/** Where the current key is now, whatever was written down when it was made. */
async function backendOfCurrent(custody: OpenedCustody, current: MasterKeyRow | undefined): Promise<Backend> {
  const held = await custody.ring.held();
  const backend = held.find(({ fingerprint }) => fingerprint === current?.fingerprint)?.backend;
  if (backend !== undefined) return backend;
  throw new RotationRefused(
    "the current master key isn't at hand: say with --to where the new one is to be made",
  );
}

function backendNamed(custody: OpenedCustody, name: BackendName): Backend {
  const backend = custody.ring.backends.find((each) => each.name === name);
  if (backend !== undefined) return backend;
  const settings = {
    pkcs11: "GATEHOUSE_PKCS11_LIBRARY",
    environment: "GATEHOUSE_MASTER_KEY",
    file: "GATEHOUSE_DATA_DIR",
  };
  throw new RotationRefused(`there is no ${name} to keep master keys in: set ${settings[name]}`);
}

/**
 * In files one that was made and never announced, because its maker was killed, is taken first: so none is left over. A token may be
 * another Gatehouse's as well, and what is unused here may be what that one needs: there a key is always made.
 */
async function newKey(
  { database, custody }: { readonly database: Database; readonly custody: OpenedCustody },
  backend: Backend,
): Promise<MasterKey> {
  const used = new Set(
    [...(await readMasterKeys(database)), ...(await readRetired(database))].map((key) => key.fingerprint),
  );
  const elsewhere = new Set(
    (await custody.ring.held()).filter((key) => key.backend !== backend).map((key) => key.fingerprint),
  );
  const keys = backend.name === "pkcs11" ? [] : await backend.keys();
  const unused = keys.find(({ fingerprint }) => !used.has(fingerprint) && !elsewhere.has(fingerprint));
  const key = unused ?? (await backend.create?.());
  if (key !== undefined) return key;
  throw new RotationRefused(
    "GATEHOUSE_MASTER_KEY has no new key: put one beside the old one (openssl rand -hex 32), with a comma, on every machine, start anew, and rotate then",
  );
}
