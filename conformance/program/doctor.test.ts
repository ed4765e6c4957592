import { once } from "node:events";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCli } from "./run-cli.ts";
import { freshDataDir, startGatehouse } from "./start-gatehouse.ts";

let data: Awaited<ReturnType<typeof freshDataDir>>;
beforeAll(async () => {
  data = await freshDataDir();
});
afterAll(() => data.remove());

/** What a monitor gets to see: standard output and the exit code. */
async function askDoctor(
  ...args: string[]
): Promise<{ code: number | null; found: Record<string, unknown> }> {
  const child = startCli(["custody", "doctor", "--json", ...args], { GATEHOUSE_DATA_DIR: data.path });
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString("utf8");
  });
  child.stderr?.resume();
  await once(child, "close");
  return { code: child.exitCode, found: JSON.parse(printed) };
}

test("whatever keeps the doctor from looking, a monitor that asks for JSON gets JSON", async () => {
  expect(await askDoctor()).toEqual({
    code: 1,
    found: { well: false, error: expect.stringContaining("there is no Gatehouse in") },
  });
  const gatehouse = await startGatehouse(data.path);
  await gatehouse.stop();
  const { code, found } = await askDoctor();
  expect([code, found.well, found.warnings]).toEqual([0, true, []]);
  expect(found.authorities).toMatchObject([{ generation: 1, issuing: true, inToken: false }]);
  const file = join(data.path, "master-key");
  await rename(file, `${file}.away`);
  expect(await askDoctor()).toEqual({
    code: 1,
    found: { well: false, error: expect.stringContaining("master key") },
  });
  await rename(`${file}.away`, file);
  expect(await askDoctor("--odd")).toEqual({
    code: 2,
    found: { well: false, error: expect.stringContaining("--odd") },
  });
});
