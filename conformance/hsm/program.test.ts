import { access, rename } from "node:fs/promises";
import { join } from "node:path";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import { collect, createProject, onboard, signUp } from "@gatehouse/cli/quickstart/onboard";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshInstance, type Instance, preparedInstance } from "../program/prepared.ts";
import { runCli } from "../program/run-cli.ts";
import { type RunningGatehouse, startGatehouse } from "../program/start-gatehouse.ts";
import { makeSoftToken, type SoftToken } from "./soft-token.ts";

let token: SoftToken;
beforeAll(async () => {
  token = await makeSoftToken();
});
afterAll(() => token.remove());

/** Programs on it have the token. */
const withToken = (instance: Instance) => ({
  ...instance,
  settings: { ...instance.settings, ...token.environment },
});

const examined = async (dataDir: string, settings: Readonly<Record<string, string>>) => {
  const { code, output } = await runCli(["custody", "doctor", "--json"], {
    GATEHOUSE_DATA_DIR: dataDir,
    ...settings,
  });
  return { code, ...JSON.parse(output) };
};

/** A partner with a desk that is logged in, for what is done at the portal. */
async function partnerOf(gatehouse: RunningGatehouse) {
  const desk = new DeskClient(gatehouse.portalUrl);
  const person = await signUp(desk);
  const created = await createProject(desk, person);
  const partner = await collect(desk, created);
  const at = `/api/v1/projects/${created.project.id}`;
  return {
    at,
    desk,
    call: () => firstCall({ ...partner, gatewayUrl: gatehouse.gatewayUrl }),
    addKey: () => desk.post<{ key: { id: string } }>(`${at}/environments/sandbox/client-encryption-keys`, {}),
  };
}

test("with a token, master key and issuing authority are made in it and nothing of them is in the data folder", async () => {
  const data = withToken(await freshInstance());
  const gatehouse = await startGatehouse(data.path, { ...data.settings, GATEHOUSE_PKCS11_AUTHORITY: "true" });
  try {
    expect((await firstCall(await onboard(gatehouse.portalUrl, () => undefined))).customerId).toMatch(
      /^\d+$/,
    );
    await expect(access(join(data.path, "master-key"))).rejects.toThrow("ENOENT");
    const found = await examined(data.path, data.settings);
    expect(found).toMatchObject({ code: 0, well: true });
    expect(found.keys.find(({ state }: { state: string }) => state === "current")?.place).toMatch(/token/);
    const authorities = found.holders.find(({ name }: { name: string }) =>
      name.startsWith("certificate_auth"),
    );
    expect(authorities?.values).toBe(0);
  } finally {
    await gatehouse.stop();
    await data.remove();
  }
});

test("while the token is away the gate goes on with the keys it has, the portal reads and revokes and says what it can't, and all is well when it is back", async () => {
  const data = withToken(await freshInstance());
  const gatehouse = await startGatehouse(data.path, data.settings);
  try {
    const { at, desk, call, addKey } = await partnerOf(gatehouse);
    const { key } = await addKey();
    await call();
    await token.takeAway();
    try {
      await expect
        .poll(() => addKey().catch(String), { timeout: 20_000 })
        .toMatch(/key-store-away|key store/);
      for (let n = 0; n < 10; n += 1) expect((await call()).customerId).toMatch(/^\d+$/);
      await desk.get(at);
      expect(await desk.get("/api/v1/status")).toEqual({ keyStore: "away" });
      await desk.post(`${at}/client-encryption-keys/${key.id}/revoke`, {});
      await expect
        .poll(() => gatehouse.output(), { timeout: 20_000 })
        .toMatch(/the token \\?"gatehouse tests.*can't be reached/);
      expect((await fetch(new URL("/readyz", gatehouse.portalUrl))).status).toBe(200);
      expect((await fetch(new URL("/readyz", gatehouse.gatewayUrl))).status).toBe(200);
    } finally {
      await token.putBack();
    }
    await expect.poll(() => addKey().then(() => "made", String), { timeout: 20_000 }).toBe("made");
    expect((await call()).customerId).toMatch(/^\d+$/);
    expect(await desk.get("/api/v1/status")).toEqual({ keyStore: "ready" });
  } finally {
    await gatehouse.stop();
    await data.remove();
  }
});

test("a start without the token, or with a wrong PIN, is refused with a line that says so", async () => {
  const data = withToken(await freshInstance());
  try {
    await (await startGatehouse(data.path, data.settings)).stop();
    await expect(
      startGatehouse(data.path, { ...data.settings, GATEHOUSE_PKCS11_PIN: "000000" }),
    ).rejects.toThrow(/exit code 2[\s\S]*gatehouse: the token "gatehouse tests": it refuses the PIN/);
    await token.takeAway();
    try {
      await expect(startGatehouse(data.path, data.settings)).rejects.toThrow(
        /exit code 2[\s\S]*gatehouse: the token "gatehouse tests"/,
      );
    } finally {
      await token.putBack();
    }
    await (await startGatehouse(data.path, data.settings)).stop();
  } finally {
    await data.remove();
  }
});

test("a running system moves from the master key file into the token without one failed call, and then needs the file no more", async () => {
  const data = withToken(await preparedInstance());
  try {
    const gatehouse = await startGatehouse(data.path, data.settings);
    const { call } = await partnerOf(gatehouse);
    let rotating = true;
    let calls = 0;
    const calling = (async () => {
      for (; rotating; calls += 1) expect((await call()).customerId).toMatch(/^\d+$/);
    })();
    const { code, output } = await runCli(["custody", "rotate", "--to", "pkcs11"], {
      GATEHOUSE_DATA_DIR: data.path,
      ...data.settings,
    });
    rotating = false;
    await calling;
    expect(output).toMatch(/is current, every value opens under it|rotation is done/);
    expect(code).toBe(0);
    expect(calls).toBeGreaterThan(0);
    await gatehouse.stop();
    await rename(join(data.path, "master-key"), join(data.path, "..", `retired-${Date.now()}`));
    const again = await startGatehouse(data.path, data.settings);
    expect(await examined(data.path, data.settings)).toMatchObject({ code: 0, well: true });
    expect((await firstCall(await onboard(again.portalUrl, () => undefined))).customerId).toMatch(/^\d+$/);
    await again.stop();
  } finally {
    await data.remove();
  }
});
