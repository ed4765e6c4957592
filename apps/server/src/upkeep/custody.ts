import { whyNotWell } from "../certificate-authority/rules.ts";
import { readAuthorities } from "../certificate-authority/store.ts";
import type { BackendName } from "../custody/backend.ts";
import { announceMasterKey, withdrawMasterKey } from "../master-keys/announce.ts";
import { type Examination, examineCustody } from "../master-keys/examine.ts";
import { carryOnRotation, type Rotation } from "../master-keys/rotate.ts";
import { keeper } from "./keeper.ts";
import { type Instance, openInstance } from "./open-instance.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const EVERY_MS = 1_000;

/** What is where, whether every wrapped value opens, and until when keys can be certified. */
export function examine(environment: Environment): Promise<Examination & ExaminedAuthorities> {
  return withInstance(environment, async (instance) => {
    const all = await readAuthorities(instance.database);
    const [newest] = all;
    const warning = newest === undefined ? null : whyNotWell(newest, new Date());
    return {
      ...(await examineCustody(instance)),
      authorities: all.map(({ generation, notAfter, row }) => ({
        generation,
        notAfter: notAfter.toISOString(),
        inToken: row.tokenKey !== null,
        issuing: row === newest?.row,
      })),
      warnings: warning === null ? [] : [warning],
    };
  });
}

interface ExaminedAuthorities {
  /** Issuing authorities, the newest first. */
  readonly authorities: readonly {
    readonly generation: number;
    readonly notAfter: string;
    readonly inToken: boolean;
    readonly issuing: boolean;
  }[];
  /** What will be wrong one day, as sentences. */
  readonly warnings: readonly string[];
}

/**
 * Begins a rotation of the master key, or goes on with one that was begun, and stays until it is done. What is done is in the database
 * alone: it can be interrupted, and the program's worker goes on with it as well.
 *
 * @param to where the new key is made; null: where the current one is
 * @param told hears of each step
 */
export function rotate(
  environment: Environment,
  to: BackendName | null,
  told: (rotation: Rotation) => void,
): Promise<Rotation> {
  return withInstance(environment, async (instance) => {
    const { database, custody } = instance;
    const under = await carryOnRotation({ database, custody }, new Date());
    let step = under;
    if (under.step === "none") {
      await announceMasterKey({ database, custody }, { origin: keeper(), now: new Date() }, to);
      step = await carryOnRotation({ database, custody }, new Date());
    }
    for (let last = ""; ; ) {
      const text = JSON.stringify(step);
      if (text !== last) told(step);
      last = text;
      // The worker may have done the last step.
      if (step.step === "retired" || step.step === "stuck" || step.step === "none") return step;
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      step = await carryOnRotation({ database, custody }, new Date());
    }
  });
}

/** Takes an announced key back, while nothing is wrapped under it. */
export function withdraw(environment: Environment): Promise<string> {
  return withInstance(environment, ({ database }) =>
    withdrawMasterKey(database, { origin: keeper(), now: new Date() }),
  );
}

async function withInstance<T>(
  environment: Environment,
  work: (instance: Instance) => Promise<T>,
): Promise<T> {
  const instance = await openInstance(environment);
  try {
    return await work(instance);
  } finally {
    await instance.close();
  }
}
