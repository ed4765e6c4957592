import { eq, sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Backend, MasterKey } from "./backend.ts";
import { opensCheckValue, wrapCheckValue } from "./check-value.ts";
import { type Custody, CustodyAway, CustodyError } from "./custody.ts";
import { environmentBackend } from "./environment-backend.ts";
import { fileBackend } from "./file-backend.ts";
import { makePair } from "./make-pair.ts";
import { type TokenBackend, type TokenPlace, tokenBackend } from "./pkcs11/token-backend.ts";
import { KeyRing } from "./ring.ts";
import { masterKeys } from "./tables.ts";

export interface CustodySettings {
  readonly dataDir: string;
  /** From the environment. */
  readonly masterKeys: readonly Buffer[];
  readonly token: TokenPlace | null;
}

/** Custody with all that its keeper needs to know. */
export interface OpenedCustody extends Custody {
  readonly ring: KeyRing;
  /** Where the next master key would be made, and the issuing authority's key can be. */
  readonly token: TokenBackend | null;
  close(): Promise<void>;
}

/**
 * Opens custody for the desk and holds it against what the database was made with. A new master key is made only for a database that
 * has never had one: over existing data a missing or other key stops the start, because making one would lose every key for good.
 *
 * @throws {CustodyError} with what to do
 */
export async function openCustody(settings: CustodySettings, database: Database): Promise<OpenedCustody> {
  const opened = openBackends(settings);
  try {
    await requireKeys(opened.ring, database);
  } catch (error) {
    await opened.ring.close();
    throw error;
  }
  return {
    ...opened,
    async wrap(value, context) {
      return (await opened.ring.find(await currentKey(database))).wrap(value, context);
    },
  };
}

/** Custody of a gateway on its own: it only opens, and each wrapped value names the key it needs. */
export async function openGatewayCustody(settings: CustodySettings): Promise<OpenedCustody> {
  const opened = openBackends(settings);
  if ((await opened.ring.held()).length === 0 && opened.ring.away().length === 0) {
    await opened.ring.close();
    throw new CustodyError(
      `a gateway needs the master key: set GATEHOUSE_MASTER_KEY or GATEHOUSE_PKCS11_LIBRARY, or bring the file (looked in ${opened.ring.backends.map(({ place }) => place).join(", ")})`,
    );
  }
  return opened;
}

function openBackends(settings: CustodySettings): OpenedCustody {
  const token = settings.token === null ? null : tokenBackend(settings.token);
  // In the order in which they are asked to make a key.
  const backends: Backend[] = [
    ...(token === null ? [] : [token]),
    ...(settings.masterKeys.length === 0 ? [] : [environmentBackend(settings.masterKeys)]),
    fileBackend(settings.dataDir),
  ];
  const ring = new KeyRing(backends);
  return {
    ring,
    token,
    makePair,
    wrap: () => Promise.reject(new CustodyError("a gateway wraps nothing")),
    unwrap: async (value, context) => (await ring.find(value.masterKey)).unwrap(value, context),
    close: () => ring.close(),
  };
}

/** Each time anew: another program may have made another one current. */
async function currentKey(database: Pick<Database, "select">): Promise<string> {
  const [current] = await database
    .select({ fingerprint: masterKeys.fingerprint })
    .from(masterKeys)
    .where(eq(masterKeys.state, "current"));
  if (current === undefined) throw new CustodyError("the database has no current master key");
  return current.fingerprint;
}

/** Every key that values may be wrapped under is at hand and is the one it says; the first start makes or takes one. */
async function requireKeys(ring: KeyRing, database: Database): Promise<void> {
  const known = await database.select().from(masterKeys);
  if (known.length === 0) {
    await takeFirstKey(ring, database);
    return requireKeys(ring, database);
  }
  for (const { fingerprint, state, checkValue } of known) {
    // One that is announced may still be on its way to this machine.
    if (state === "announced") continue;
    const key = await findMade(ring, fingerprint);
    if (checkValue === null) await keepCheckValue(database, key);
    else await opensCheckValue(key, checkValue);
  }
}

async function findMade(ring: KeyRing, fingerprint: string): Promise<MasterKey> {
  try {
    return await ring.find(fingerprint);
  } catch (error) {
    if (!(error instanceof CustodyError) || error instanceof CustodyAway) throw error;
    const others = (await ring.held()).map((key) => key.fingerprint).join(", ");
    throw new CustodyError(
      `the database was made with ${error.message}${others === "" ? "" : `; here is ${others}`}`,
    );
  }
}

/** Programs that start at once agree: the file is made once, and the table takes the first key that comes. */
async function takeFirstKey(ring: KeyRing, database: Database): Promise<void> {
  const preferred = ring.backends[0];
  if (preferred === undefined) throw new CustodyError("there is no place for a master key");
  // What is in a token may be another Gatehouse's key, which that one rotates and removes one day.
  const [there] = preferred.name === "pkcs11" ? [] : await preferred.keys();
  const key = there ?? (await preferred.create?.());
  if (key === undefined) throw new CustodyError(`${preferred.place} has no master key`);
  const checkValue = await wrapCheckValue(key);
  await inTransaction(database, async (tx) => {
    await tx.execute(sql`lock table master_keys in exclusive mode`);
    if ((await tx.select().from(masterKeys).limit(1)).length > 0) return;
    await tx.insert(masterKeys).values({ fingerprint: key.fingerprint, backend: preferred.name, checkValue });
  });
}

async function keepCheckValue(database: Database, key: MasterKey): Promise<void> {
  const checkValue = await wrapCheckValue(key);
  await database
    .update(masterKeys)
    .set({ checkValue })
    .where(sql`${masterKeys.fingerprint} = ${key.fingerprint} and ${masterKeys.checkValue} is null`);
}
