import { randomUUID } from "node:crypto";
import { chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ProgramFailure, runProgram } from "./run-program.ts";

export interface DatabaseUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where things go that the database's own user must reach, when the checkout lies in a folder closed to it (such as /root). */
export const SHARED_BASE = "/var/lib/gatehouse";
const NAME = "postgres";

/** PostgreSQL refuses to run as root: root runs it as the system user `postgres`, made when missing. Others run it as themselves. */
export async function databaseUser(): Promise<DatabaseUser | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await readUser();
  if (existing !== null) return existing;
  await runProgram(
    "useradd",
    ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
    {
      user: null,
      cwd: "/",
    },
  );
  const made = await readUser();
  if (made === null)
    throw new Error(`the system user ${NAME} could not be made; run Gatehouse as a user other than root`);
  return made;
}

async function readUser(): Promise<DatabaseUser | null> {
  const id = async (flag: string) => Number(await runProgram("id", [flag, NAME], { user: null, cwd: "/" }));
  try {
    return { uid: await id("-u"), gid: await id("-g") };
  } catch (error) {
    if (error instanceof ProgramFailure) return null;
    throw error;
  }
}

/**
 * A folder for the cluster that the database's user owns: below the given one where that user can get there, else below a shared base
 * under a random name which the given folder remembers. So a removed data folder never meets an old cluster.
 */
export async function reachableFolder(folder: string, user: DatabaseUser | null): Promise<string> {
  const inside = join(folder, "cluster");
  if (user === null) {
    await mkdir(inside, { recursive: true, mode: 0o700 });
    return inside;
  }
  await chown(folder, user.uid, user.gid);
  if (await canEnter(folder, user)) return ownedFolder(inside, user);
  const marker = join(folder, "cluster-location");
  await writeFile(marker, join(SHARED_BASE, "clusters", randomUUID()), { flag: "wx", mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  return ownedFolder((await readFile(marker, "utf8")).trim(), user);
}

async function ownedFolder(path: string, user: DatabaseUser): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o711 });
  await chown(path, user.uid, user.gid);
  return path;
}

export async function canEnter(folder: string, user: DatabaseUser): Promise<boolean> {
  try {
    await runProgram("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { user, cwd: "/" });
    return true;
  } catch (error) {
    if (error instanceof ProgramFailure) return false;
    throw error;
  }
}
