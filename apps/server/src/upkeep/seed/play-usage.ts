import { createHash, randomUUID } from "node:crypto";
import { type Dice, diceOf } from "@gatehouse/test-drive/random/dice";
import { credentialsOf } from "../../credentials/store.ts";
import type { Database } from "../../database/database.ts";
import { clientKeysOf, mastercardKeysOf } from "../../encryption-keys/store.ts";
import { type Environment, environmentsOf, readProject } from "../../projects/store.ts";
import { type ReceivedUsage, receiveUsage } from "../../usage/receive.ts";

type Calls = ReceivedUsage["calls"][number];
type Uses = ReceivedUsage["uses"][number];
type Caller = ReceivedUsage["callers"][number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than any sparkline. */
const DAYS = 14;
/** Lines of one report. */
const MOST_LINES = 2_000;
/** Calls in the busiest hour, of projects that are hardly tried and of those that are in daily use. */
const LEVELS = [4, 15, 60, 60, 240, 900] as const;
/** What is called, and how often of a hundred. */
const OPERATIONS = [
  ["GET /aggregation/v4/customers/{}/accounts/{}/transactions", 46],
  ["GET /aggregation/v1/customers/{}/accounts", 28],
  ["GET /aggregation/v1/customers/{}/accounts/{}/owner", 14],
  ["GET /institution/v2/institutions", 8],
  ["POST /aggregation/v2/partners/authentication", 4],
] as const;

/**
 * The calls of the last two weeks, as gateways would have reported them: more in the American day than in its night and at weekends, through
 * those credentials and keys that are in use. What is suspended, archived or not approved yet has none, and so has one project of six.
 */
export async function playUsage(
  database: Database,
  projects: readonly string[],
  what: { readonly word: string; readonly now: Date },
): Promise<void> {
  const report = { calls: [] as Calls[], uses: [] as Uses[], callers: [] as Caller[] };
  for (const [index, projectId] of projects.entries()) {
    if (index % 6 === 5 || (await readProject(database, projectId))?.archivedAt != null) continue;
    for (const environment of await environmentsOf(database, projectId)) {
      if (environment.status !== "active") continue;
      const dice = diceOf(what.word, "usage", index, environment.type);
      const told = await usageOf(database, environment, dice, what.now);
      report.calls.push(...told.calls);
      report.uses.push(...told.uses);
      report.callers.push(...told.callers);
    }
  }
  await deliver(database, report, what.now);
}

async function deliver(
  database: Database,
  { calls, uses, callers }: { calls: readonly Calls[]; uses: readonly Uses[]; callers: readonly Caller[] },
  now: Date,
): Promise<void> {
  const source = randomUUID();
  for (let number = 1, from = 0; number === 1 || from < Math.max(calls.length, uses.length); number += 1) {
    await receiveUsage(
      database,
      {
        source,
        number,
        gateway: "made up",
        calls: calls.slice(from, from + MOST_LINES),
        uses: uses.slice(from, from + MOST_LINES),
        callers: number === 1 ? callers : [],
      },
      now,
    );
    from += MOST_LINES;
  }
}

async function usageOf(database: Database, environment: Environment, dice: Dice, now: Date) {
  const { id } = environment;
  const [credentials, clientKeys, mastercardKeys] = [
    await credentialsOf(database, id),
    await clientKeysOf(database, id),
    await mastercardKeysOf(database, id),
  ];
  const usable = <Key extends { readonly revokedAt: Date | null; readonly notAfter: Date }>(
    keys: readonly Key[],
  ) => keys.filter(({ revokedAt, notAfter }) => revokedAt === null && notAfter > now);
  const active = usable(mastercardKeys).find((key) => key.active);
  const level = dice.pick(LEVELS) * (environment.type === "production" ? 4 : 1);
  const calls: Calls[] = [];
  const uses: Uses[] = [];
  const use = (subject: { readonly id: string; readonly createdAt: Date }, count: number, ageMs: number) => {
    if (count > 0 && now.getTime() - ageMs > subject.createdAt.getTime())
      uses.push({ id: subject.id, count, firstAgeMs: ageMs, lastAgeMs: ageMs });
  };
  for (let ageMs = 10 * 60_000; ageMs < DAYS * DAY_MS; ageMs += 2 * HOUR_MS) {
    const at = new Date(now.getTime() - ageMs);
    const all = Math.round((level * busyness(at) * dice.between(70, 130)) / 100);
    shares(credentials, all).forEach(([credential, count]) => {
      use(credential, count, ageMs);
      if (at > credential.createdAt) calls.push(...callsOf(credential.id, count, ageMs, dice));
    });
    const encrypted = Math.round(all * 0.9);
    shares(usable(clientKeys).reverse(), encrypted).forEach(([key, count]) => {
      use(key, count, ageMs);
    });
    if (active !== undefined) use(active, encrypted, ageMs);
  }
  const callers =
    active === undefined
      ? []
      : callersOf(id, active.kid, usable(mastercardKeys).find((key) => !key.active)?.kid ?? null, dice);
  return { calls, uses, callers };
}

/** Of the busiest hour, by UTC: the day in America, with a rest at night and at weekends. */
function busyness(at: Date): number {
  const isDay = at.getUTCHours() >= 13 && at.getUTCHours() < 24;
  const isWeekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
  return (isDay ? 1 : 0.2) * (isWeekend ? 0.35 : 1);
}

/** The first has most of it, and each that follows a share of what is left. */
function shares<Thing>(things: readonly Thing[], count: number): [Thing, number][] {
  let left = count;
  return things.map((thing, at) => {
    const share = at === things.length - 1 ? left : Math.round(left * 0.75);
    left -= share;
    return [thing, share];
  });
}

function callsOf(credentialId: string, count: number, ageMs: number, dice: Dice): Calls[] {
  const calls: Calls[] = [];
  for (const [operation, percent] of OPERATIONS) {
    const all = Math.round((count * percent) / 100);
    const refused = Math.round((all * dice.between(0, 4)) / 100);
    const failed = all > 100 && dice.chance(10) ? dice.between(1, 3) : 0;
    for (const [statusClass, some] of [
      [2, all - refused - failed],
      [4, refused],
      [5, failed],
    ] as const) {
      if (some <= 0) continue;
      const milliseconds = some * dice.between(18, 90);
      const encrypted = !operation.startsWith("POST");
      calls.push({ credentialId, operation, statusClass, encrypted, count: some, milliseconds, ageMs });
    }
  }
  return calls;
}

/** Programs of today: nearly all say which keys they hold, and some have the next one already. */
function callersOf(environmentId: string, kid: string, next: string | null, dice: Dice): Caller[] {
  return Array.from({ length: dice.between(2, 9) }, (_, at) => {
    const caller = createHash("sha256").update(`${environmentId} ${at}`).digest("base64url");
    const kids = next !== null && dice.chance(60) ? [kid, next] : [kid];
    const ageMs = dice.between(1, 600) * 60_000;
    return dice.chance(12)
      ? { environmentId, caller, said: "nothing", kids: [], ageMs }
      : { environmentId, caller, said: "keys", kids, ageMs };
  });
}
