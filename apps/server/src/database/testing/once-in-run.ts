import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inject } from "vitest";

/**
 * A folder that is filled once in a run of tests, by the worker that asks first; the others wait for it.
 *
 * @throws what has gone wrong with filling it, for whoever asks
 */
export async function onceInRun(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const place = join(inject("runFolder"), name);
  const [folder, filled, failed] = [join(place, "folder"), join(place, "filled"), join(place, "failed")];
  const isFirst = await mkdir(place, { mode: 0o711 }).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const end = await mkdir(folder, { mode: 0o711 })
      .then(() => fill(folder))
      .then(
        () => filled,
        () => failed,
      );
    await writeFile(`${end}.part`, "");
    await rename(`${end}.part`, end);
  }
  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  while (!(await isThere(filled))) {
    if (await isThere(failed)) throw new Error(`${name} could not be made for this run`);
    await pause(50);
  }
  return folder;
}
