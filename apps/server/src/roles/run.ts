import { inspect } from "node:util";
import { ConfigError, loadConfig } from "../config.ts";
import { CustodyError } from "../custody/custody.ts";
import { DataFolderInUse } from "../database/lock-data-folder.ts";
import { SchemaError } from "../database/migrate.ts";
import { UnfinishedRestore } from "../database/unfinished-restore.ts";
import { describeError } from "../problems/describe-error.ts";
import { StartError } from "./start-error.ts";
import { startProgram } from "./start-program.ts";

/** Exit codes: 0 stopped as asked, 1 unexpected, 2 can't start as things are. */
const CAN_NOT_START = 2;
const STOP_DEADLINE_MS = 15_000;

/** Runs the program until it is told to stop. */
export async function run(): Promise<void> {
  const starting = startProgram(loadConfig(process.env));
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    starting.then((program) => program.stop()).then(() => process.exit(0), fail);
  };
  process.on("uncaughtException", fail);
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
  for (const line of (await starting).greeting) console.log(line);
}

/** Says in a line why the program can't start, or shows what nobody expected. */
export function fail(error: unknown): never {
  const expected = [
    ConfigError,
    CustodyError,
    DataFolderInUse,
    SchemaError,
    StartError,
    UnfinishedRestore,
  ].some((kind) => error instanceof kind);
  console.error(
    expected && error instanceof Error
      ? `gatehouse: ${error.message}`
      : `gatehouse: stopped by an unexpected error: ${inspect(describeError(error), { depth: 8 })}`,
  );
  process.exit(expected ? CAN_NOT_START : 1);
}
