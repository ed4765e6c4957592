import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The data folder belongs to a program that runs. */
export class DataFolderInUse extends Error {
  override readonly name = "DataFolderInUse";
}

/**
 * Claims a data folder for this process, so that a second Gatehouse on it is refused. A claim of a process that is gone (killed, power
 * cut) counts for nothing; a process that merely has its number is told apart by its start time, where the system tells it.
 *
 * @throws {DataFolderInUse}
 */
export async function lockDataFolder(folder: string): Promise<{ release(): Promise<void> }> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const path = join(folder, "lock");
  const mine = `${process.pid} ${await startTime(process.pid)}\n`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeFile(path, mine, { flag: "wx", mode: 0o600 });
      return {
        async release() {
          if ((await read(path)) === mine) await rm(path, { force: true });
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 5) throw error;
    }
    const holder = await read(path);
    const [pid = "", since = ""] = (holder ?? "").trim().split(" ");
    if (/^\d+$/.test(pid) && (await startTime(Number(pid))) === since && since !== "") {
      throw new DataFolderInUse(
        `another Gatehouse (process ${pid}) uses the data folder ${folder}: stop it, or set GATEHOUSE_DATA_DIR to another folder`,
      );
    }
    if ((await read(path)) === holder) await rm(path, { force: true });
  }
}

async function read(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}

/** In the system's own ticks on Linux; `alive` elsewhere; empty for a process that isn't there. */
async function startTime(pid: number): Promise<string> {
  if (process.platform === "linux") {
    const stat = await read(`/proc/${pid}/stat`);
    // The second field is the program's name in brackets and may hold spaces; the start time is the 22nd.
    return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  }
  try {
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "alive" : "";
  }
}
