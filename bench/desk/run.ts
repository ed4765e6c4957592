import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DeskClient } from "../../apps/cli/src/quickstart/desk-client.ts";
import { startEmbeddedPostgres } from "../../apps/server/src/database/embedded.ts";
import { seed } from "../../apps/server/src/upkeep/seed.ts";
import { LISTS } from "./lists.ts";
import { multiply } from "./multiply.ts";

/**
 * How long the lists of the desk take on a full house: 10,000 projects of some thousand partners, one of whom is in 1,000 of them. Each list
 * is asked for as the pages do it, one call after the other. Prints one JSON object: for each list p50 and p95 in milliseconds, how many rows
 * came and the size of the answer, and the slowest p95. A list that comes back empty measures nothing and ends the run. Options: --projects (10000), --times each list is asked for (60).
 */
const { values } = parseArgs({
  options: {
    projects: { type: "string", default: "10000" },
    times: { type: "string", default: "60" },
  },
});
const [goal, times] = [Number(values.projects), Number(values.times)];
const SEEDED_PARTNERS = 26;
const MAIN = new URL("../../apps/server/src/main.ts", import.meta.url).pathname;

const folder = await mkdtemp(join(tmpdir(), "gatehouse-desk-"));
const settings = {
  PATH: process.env.PATH,
  GATEHOUSE_DATA_DIR: folder,
  GATEHOUSE_LOG: "warn",
  GATEHOUSE_PORT: "0",
  GATEHOUSE_GATEWAY_PORT: "0",
};
const program = spawn(process.execPath, [MAIN], { env: settings, stdio: ["ignore", "pipe", "inherit"] });
try {
  const portalUrl = await ready(program);
  const seeded = await seed(settings, { partners: SEEDED_PARTNERS, word: "desk" }, () => undefined);
  const cluster = await startEmbeddedPostgres({ folder: join(folder, "postgresql") });
  const projects = await multiply(cluster.superuserUrl.replace(/\/postgres$/, "/gatehouse"), {
    projects: goal,
    reader: seeded.example,
    memberships: 1_000,
  });
  const people = {
    partner: await logIn(portalUrl, seeded.example, seeded.password),
    operator: await logIn(portalUrl, seeded.operators[0] ?? "", seeded.password),
  };
  const project = await projectWithPast(people.partner);
  await people.partner.post(`/api/v1/projects/${project}/webhooks`, {
    url: "https://hooks.partners.example/",
  });
  const names = { project, partner: await partOfName(people.operator) };
  const lists: Record<string, { p50_ms: number; p95_ms: number; rows: number; bytes: number }> = {};
  for (const list of LISTS) {
    const path = list.path.replace(":project", names.project).replace(":partner", names.partner);
    lists[list.name] = await measure(people[list.as], path, list.rows ?? ["items"]);
  }
  const slowest_p95_ms = Math.max(...Object.values(lists).map(({ p95_ms }) => p95_ms));
  process.stdout.write(`${JSON.stringify({ projects, times, slowest_p95_ms, lists })}\n`);
} finally {
  if (program.exitCode === null) {
    program.kill("SIGINT");
    await once(program, "exit");
  }
  await rm(folder, { recursive: true, force: true });
}

/** Copies have no trail, so it is one that was seeded; and the partner's own, of the others they only read. */
async function projectWithPast(desk: DeskClient): Promise<string> {
  const { items } = await desk.get<{ items: { id: string; role: string }[] }>("/api/v1/projects");
  for (const { id } of items.filter(({ role }) => role === "admin")) {
    const past = await desk.get<{ items: unknown[] }>(`/api/v1/projects/${id}/activity`);
    if (past.items.length > 0) return id;
  }
  throw new Error("no project with a past");
}

/** What somebody may search for: the second word of a partner's name. */
async function partOfName(desk: DeskClient): Promise<string> {
  const { items } = await desk.get<{ items: { name: string }[] }>("/api/v1/operator/partners");
  return encodeURIComponent(items[0]?.name.split(" ")[1] ?? "");
}

async function measure(desk: DeskClient, path: string, rowsIn: readonly string[]) {
  const took: number[] = [];
  let text = "";
  for (let n = 0; n < times; n += 1) {
    const start = performance.now();
    text = await desk.text(path);
    took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(10 * (took[Math.ceil(share * took.length) - 1] ?? Number.NaN)) / 10;
  return { p50_ms: at(0.5), p95_ms: at(0.95), rows: rowsOf(path, text, rowsIn), bytes: text.length };
}

/** @throws when there is none */
function rowsOf(path: string, text: string, rowsIn: readonly string[]): number {
  const answer = JSON.parse(text) as Record<string, unknown>;
  const rows = rowsIn.reduce((sum, name) => {
    const part = answer[name];
    return sum + (Array.isArray(part) ? part.length : Number(part));
  }, 0);
  if (!(rows > 0)) throw new Error(`${path} came back empty`);
  return rows;
}

async function logIn(portalUrl: string, email: string, password: string): Promise<DeskClient> {
  const desk = new DeskClient(portalUrl);
  await desk.post("/api/v1/accounts/log-in", { email, password });
  return desk;
}

async function ready(child: ChildProcess): Promise<string> {
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString("utf8");
  });
  for (;;) {
    const url = /Gatehouse is ready: portal (\S+)/.exec(printed)?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`the program did not start:\n${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
