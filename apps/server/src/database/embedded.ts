import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { postgresBinaries } from "./embedded-binaries.ts";
import { type DatabaseUser, databaseUser, reachableFolder } from "./embedded-user.ts";
import { ProgramFailure, runProgram } from "./run-program.ts";

export interface EmbeddedPostgres {
  /** Log-in of the superuser, to the database `postgres`. */
  readonly superuserUrl: string;
  urlFor(user: string, password: string, database: string): string;
  /** Ends it cleanly; what doesn't end in time is ended hard, which PostgreSQL's log makes harmless. */
  stop(): Promise<void>;
}

const START_SECONDS = 60;
const STOP_SECONDS = 10;
const SUPERUSER = "postgres";

/**
 * Starts PostgreSQL in a folder of its own, on a free port of 127.0.0.1. The first time the folder is made; a server that was left
 * running there, because this program was killed, is taken over.
 *
 * @param folder absolute path; holds the superuser's password (0600) beside the cluster
 * @param durable false gives up crash safety for speed, and takes the connections of many programs: for tests that are thrown away
 */
export async function startEmbeddedPostgres(options: {
  readonly folder: string;
  readonly durable?: boolean;
}): Promise<EmbeddedPostgres> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const user = await databaseUser();
  const binaries = await postgresBinaries(user);
  const base = await reachableFolder(options.folder, user);
  const data = join(base, "data");
  const run = (program: string, args: readonly string[]) => runProgram(program, args, { user, cwd: base });

  const password = await superuserPassword(options.folder);
  if (!(await isCluster(data))) await initialise(run, binaries.initdb, base, data, password, user);

  let port = await runningPort(run, binaries.pgCtl, data);
  if (port === null) {
    port = await freePort();
    await run(binaries.pgCtl, [
      "start",
      "--wait",
      `--timeout=${START_SECONDS}`,
      "--silent",
      `--pgdata=${data}`,
      `--log=${join(base, "log")}`,
      `--options=${serverOptions(port, options.durable ?? true)}`,
    ]).catch((error: unknown) => {
      throw new Error(`the embedded PostgreSQL doesn't start; its log is ${join(base, "log")}`, {
        cause: error,
      });
    });
  }
  const urlFor = (name: string, secret: string, database: string) =>
    `postgresql://${encodeURIComponent(name)}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
  return {
    superuserUrl: urlFor(SUPERUSER, password, "postgres"),
    urlFor,
    async stop() {
      const stop = (mode: string) =>
        run(binaries.pgCtl, [
          "stop",
          "--silent",
          `--mode=${mode}`,
          `--timeout=${STOP_SECONDS}`,
          `--pgdata=${data}`,
        ]);
      await stop("fast").catch(() => stop("immediate"));
    },
  };
}

/**
 * No socket file, loopback alone. Neither statements that fail are logged nor details of the failure, which repeat whole rows: both can hold
 * what nobody should read later.
 */
function serverOptions(port: number, durable: boolean): string {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: durable ? "80" : "400",
    shared_buffers: "64MB",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return `-p ${port} ${Object.entries(settings)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(" ")}`;
}

type Run = (program: string, args: readonly string[]) => Promise<string>;

/** initdb into a folder beside, renamed when whole: a kill in between leaves nothing that looks like a cluster. */
async function initialise(
  run: Run,
  initdb: string,
  base: string,
  data: string,
  password: string,
  user: DatabaseUser | null,
): Promise<void> {
  const draft = join(base, "data.draft");
  const passwordFile = join(base, "password.draft");
  await rm(draft, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
    if (user !== null) await chown(passwordFile, user.uid, user.gid);
    await run(initdb, [
      `--pgdata=${draft}`,
      "--auth=scram-sha-256",
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, data);
}

async function isCluster(data: string): Promise<boolean> {
  return readFile(join(data, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

async function superuserPassword(folder: string): Promise<string> {
  const path = join(folder, "superuser-password");
  const fresh = randomBytes(24).toString("hex");
  try {
    await writeFile(path, fresh, { mode: 0o600, flag: "wx" });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readFile(path, "utf8")).trim();
  }
}

/** The port of a server that runs in this folder already; null when none does. postmaster.pid names it in its fourth line. */
async function runningPort(run: Run, pgCtl: string, data: string): Promise<number | null> {
  try {
    await run(pgCtl, ["status", `--pgdata=${data}`]);
  } catch (error) {
    if (error instanceof ProgramFailure && error.exitCode === 3) return null;
    throw error;
  }
  const port = Number((await readFile(join(data, "postmaster.pid"), "utf8")).split("\n")[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null
          ? resolve(address.port)
          : reject(new Error("no free port")),
      );
    });
  });
}
