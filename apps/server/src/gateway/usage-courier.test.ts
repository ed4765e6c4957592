import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { UsageBatch } from "./count.ts";
import { UsageCourier } from "./usage-courier.ts";
import type { Delivery, UsageReport } from "./usage-report.ts";
import { usageSpool } from "./usage-spool.ts";

const MINUTE_MS = 60_000;
/** The disk of a busy machine takes its time. */
const SOON = { timeout: 20_000 };
const credentialId = randomUUID();
const keyId = randomUUID();

/** A desk that counts as the real one does: each report of a source once, in the order of their numbers. */
class FakeDesk {
  away = false;
  /** Counts the report, and its answer is lost. */
  losesAnswers = false;
  refuses = false;
  calls = 0;
  uses = 0;
  asked = 0;
  readonly counted: UsageReport[] = [];
  readonly #numbers = new Map<string, number>();

  readonly deliver = async (report: UsageReport): Promise<Delivery> => {
    this.asked += 1;
    if (this.away) return "unreachable";
    if (this.refuses) return "refused";
    if (report.number > (this.#numbers.get(report.source) ?? 0)) {
      this.#numbers.set(report.source, report.number);
      this.counted.push(report);
      for (const { count } of report.calls) this.calls += count;
      for (const { count } of report.uses) this.uses += count;
    }
    if (this.losesAnswers) throw new Error("the connection broke");
    return "counted";
  };
}

let folder: string;
let desk: FakeDesk;
let logged: string[];
const log = pino({ level: "debug" }, { write: (line: string) => logged.push(line) });
const open: UsageCourier[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-usage-"));
  desk = new FakeDesk();
  logged = [];
});
afterEach(async () => {
  for (const courier of open.splice(0)) await courier.close();
  await rm(folder, { recursive: true, force: true });
});

/** A gateway's courier; `wall` is its wall clock, `now` the one that can't be set back. */
async function courierOf(clock: { wall?: () => number; now?: () => number } = {}) {
  const courier = new UsageCourier({
    gateway: "gate",
    deliver: desk.deliver,
    spool: usageSpool(folder, clock.wall),
    log,
    firstPauseMs: 5,
    ...(clock.now === undefined ? {} : { monotonic: clock.now }),
  });
  await courier.start();
  open.push(courier);
  return courier;
}

function batch(count: number, operation = "GET /customers"): UsageBatch {
  return {
    calls: [
      {
        credentialId,
        environmentId: randomUUID(),
        operation,
        statusClass: 2,
        encrypted: true,
        count,
        milliseconds: 1.5 * count,
      },
    ],
    uses: [{ id: keyId, count }],
    callers: [],
  };
}

/** Forgets a courier as if its process had been killed: nothing of it goes on. */
function kill(courier: UsageCourier): void {
  open.splice(open.indexOf(courier), 1);
}

const files = async () => (await readdir(folder)).filter((name) => name.endsWith(".json"));

test("counts reach the desk at once, and nothing is left on disk", async () => {
  const courier = await courierOf();
  courier.take(batch(3));
  courier.take(batch(4));
  await expect.poll(() => desk.calls, SOON).toBe(7);
  expect(desk.uses).toBe(7);
  await courier.close();
  expect(await files()).toEqual([]);
});

test("while the desk is away counts wait on disk, readable by this user alone, and arrive once it is back", async () => {
  desk.away = true;
  const courier = await courierOf();
  for (let n = 0; n < 20; n += 1) courier.take(batch(1));
  await expect.poll(files, SOON).not.toEqual([]);
  for (const name of await files()) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  desk.away = false;
  await expect.poll(() => desk.calls, SOON).toBe(20);
  await expect.poll(files, SOON).toEqual([]);
  // One that had been tried, and one with everything after it.
  expect(desk.counted.length).toBeLessThanOrEqual(3);
});

test("a gateway killed with counts on disk delivers them when it is started again, each once", async () => {
  desk.away = true;
  const killed = await courierOf();
  killed.take(batch(5));
  await expect.poll(() => desk.asked, SOON).toBeGreaterThan(0);
  killed.take(batch(6));
  await expect.poll(async () => (await files()).length, SOON).toBe(2);
  kill(killed);
  const again = await courierOf();
  again.take(batch(7));
  desk.away = false;
  await expect.poll(() => desk.calls, SOON).toBe(18);
  // What the killed one had in hand still comes, as from a network that held it back.
  await expect.poll(files, SOON).toEqual([]);
  expect(desk.calls).toBe(18);
});

test("a report whose answer is lost is sent again, by a restarted gateway too, and counted once", async () => {
  desk.losesAnswers = true;
  const killed = await courierOf();
  killed.take(batch(5));
  await expect.poll(() => desk.asked, SOON).toBeGreaterThan(2);
  await expect.poll(files, SOON).toHaveLength(1);
  kill(killed);
  await courierOf();
  const before = desk.asked;
  await expect.poll(() => desk.asked, SOON).toBeGreaterThan(before + 2);
  desk.losesAnswers = false;
  await expect.poll(files, SOON).toEqual([]);
  expect(desk.calls).toBe(5);
});

test("a report that was sent is not added to: it may have been counted", async () => {
  desk.losesAnswers = true;
  const courier = await courierOf();
  courier.take(batch(5));
  await expect.poll(() => desk.asked, SOON).toBeGreaterThan(0);
  courier.take(batch(6));
  desk.losesAnswers = false;
  await expect.poll(() => desk.calls, SOON).toBe(11);
  expect(desk.counted.map(({ calls }) => calls[0]?.count)).toEqual([5, 6]);
});

test("what the desk refuses is dropped with a word in the log, and doesn't hold up the rest", async () => {
  desk.refuses = true;
  const courier = await courierOf();
  courier.take(batch(9));
  await expect.poll(() => logged.join(""), SOON).toContain('"calls":9');
  desk.refuses = false;
  courier.take(batch(1));
  await expect.poll(() => desk.calls, SOON).toBe(1);
});

test("what waits is bounded: the oldest counts go, and the log says how many calls that were", async () => {
  desk.away = true;
  const courier = await courierOf();
  for (let n = 0; n < 70; n += 1) {
    courier.take({
      calls: Array.from({ length: 1_000 }, (_, kind) => batch(1, `GET /kind-${n}-${kind}`).calls[0]).filter(
        (call) => call !== undefined,
      ),
      uses: [],
      callers: [],
    });
  }
  await expect.poll(async () => (await files()).length, SOON).toBe(64);
  const lost = logged
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg.includes("oldest counts are lost"))
    .reduce((sum, { calls }) => sum + calls, 0);
  expect(lost).toBe(6_000);
  desk.away = false;
  await expect.poll(() => desk.calls, { timeout: 20_000 }).toBe(64_000);
});

test("a wall clock that is set back changes nothing of when calls were", async () => {
  let now = 10 * MINUTE_MS;
  let wall = Date.parse("2026-11-26T12:00:00Z");
  desk.away = true;
  const killed = await courierOf({ now: () => now, wall: () => wall });
  killed.take(batch(1));
  await expect.poll(files, SOON).toHaveLength(1);
  now += 30 * MINUTE_MS;
  wall -= 365 * 86_400_000;
  killed.take(batch(1));
  await expect.poll(files, SOON).toHaveLength(2);
  desk.away = false;
  await expect.poll(() => desk.calls, SOON).toBe(2);
  expect(desk.counted.map(({ uses }) => uses[0]?.lastAgeMs)).toEqual([30 * MINUTE_MS, 0]);
});

test("a wall clock set back between two starts makes what waited look new, never old or still to come", async () => {
  let wall = Date.parse("2026-11-26T12:00:00Z");
  desk.away = true;
  const killed = await courierOf({ now: () => 1_000, wall: () => wall });
  killed.take(batch(1));
  await expect.poll(files, SOON).toHaveLength(1);
  kill(killed);
  wall -= 86_400_000;
  desk.away = false;
  await courierOf({ now: () => 50, wall: () => wall });
  await expect.poll(() => desk.counted.at(-1)?.uses[0], SOON).toMatchObject({ firstAgeMs: 0, lastAgeMs: 0 });
});

test("files that are no reports, half-written ones and larger ones than any are removed and said, not read", async () => {
  const name = (number: number) => join(folder, `${randomUUID()}.${String(number).padStart(12, "0")}.json`);
  await writeFile(name(1), "{");
  await writeFile(name(2), JSON.stringify({ source: randomUUID(), number: 1, calls: "many", uses: [] }));
  await writeFile(name(3), " ".repeat(2 * 1024 * 1024));
  await writeFile(`${name(4)}.new`, "{}");
  await courierOf();
  expect(await readdir(folder)).toEqual([]);
  expect(logged.join("")).toContain('"unreadable":3');
});

test("a folder that can't be written leaves the gateway counting, with a word in the log", async () => {
  desk.away = true;
  await rm(folder, { recursive: true });
  await writeFile(folder, "in the way");
  const courier = await courierOf();
  courier.take(batch(2));
  await expect.poll(() => logged.join(""), SOON).toContain("can't be kept on disk");
  desk.away = false;
  await expect.poll(() => desk.calls, SOON).toBe(2);
});

test("no file of the spool holds anything but counts and ids", async () => {
  desk.away = true;
  const courier = await courierOf();
  courier.take(batch(1));
  await expect.poll(files, SOON).toHaveLength(1);
  const [name] = await files();
  const text = await readFile(join(folder, name ?? ""), "utf8");
  expect(Object.keys(JSON.parse(text)).sort()).toEqual(["callers", "calls", "number", "source", "uses"]);
});
