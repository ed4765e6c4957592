import { execFile } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { readFile, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDataDir, type RunningGatehouse, startGatehouse } from "./start-gatehouse.ts";

const CLI = new URL("../../apps/cli/src/main.ts", import.meta.url).pathname;

let data: Awaited<ReturnType<typeof freshDataDir>>;
beforeAll(async () => {
  data = await freshDataDir();
});
afterAll(() => data.remove());

test("the program answers when it says that it is ready, and stops cleanly when asked to", async () => {
  const gatehouse = await startGatehouse(data.path);
  for (const url of [gatehouse.portalUrl, gatehouse.gatewayUrl]) {
    expect((await fetch(new URL("/livez", url))).status).toBe(200);
    expect((await fetch(new URL("/readyz", url))).status).toBe(200);
  }
  expect(gatehouse.output()).toMatch(/first operator signs up here, once: http/);
  expect(await gatehouse.stop()).toBe(0);
});

test("at its usual settings a start prints where everything is, and logs nothing that needs nobody", async () => {
  const gatehouse = await startGatehouse(data.path, { GATEHOUSE_LOG: "info" });
  const lines = gatehouse.output().trim().split("\n");
  expect(lines[0]).toMatch(/^Gatehouse is ready: portal http:\/\/\S+ {2}gateway http:\/\/\S+$/);
  expect(lines.slice(1).filter((line) => !line.startsWith("The first operator signs up here"))).toEqual([]);
  expect(await gatehouse.stop()).toBe(0);
});

test("a taken port is refused with a line that names its setting", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? String(address.port) : "";
  await expect(startGatehouse(data.path, { GATEHOUSE_PORT: port })).rejects.toThrow(
    new RegExp(`exit code 2[\\s\\S]*port ${port} is taken[\\s\\S]*GATEHOUSE_PORT`),
  );
  await expect(startGatehouse(data.path, { GATEHOUSE_GATEWAY_PORT: port })).rejects.toThrow(
    /GATEHOUSE_GATEWAY_PORT/,
  );
  taken.close();
});

test("over existing data a lost master key stops the start, and the database stays as it is", async () => {
  const key = join(data.path, "master-key");
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  await rename(key, `${key}.away`);
  await expect(startGatehouse(data.path)).rejects.toThrow(/exit code 2[\s\S]*put it back from its safe copy/);
  await rename(`${key}.away`, key);
  const gatehouse = await startGatehouse(data.path);
  expect(await gatehouse.stop()).toBe(0);
});

describe("while a program runs", () => {
  let gatehouse: RunningGatehouse;
  beforeAll(async () => {
    gatehouse = await startGatehouse(data.path);
  });
  afterAll(() => gatehouse?.stop());

  test("a second program on the same data folder is refused with a line that says so", async () => {
    await expect(startGatehouse(data.path)).rejects.toThrow(
      /exit code 2[\s\S]*another Gatehouse \(process \d+\)/,
    );
  });

  test("the quickstart gives exactly the promised JSON and a partner that works, also with a secret of its own choice", async () => {
    const out = join(data.path, "partner");
    const { stdout } = await promisify(execFile)(process.execPath, [
      CLI,
      "quickstart",
      "--json",
      "--out",
      out,
      "--portal",
      gatehouse.portalUrl,
    ]);
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer).sort()).toEqual(
      [
        "portalUrl",
        "gatewayUrl",
        "projectId",
        "partnerId",
        "partnerSecret",
        "appKey",
        "clientEncryptionCertificate",
        "mastercardEncryptionKey",
        "keyAlias",
        "keystorePassword",
        "customerId",
      ].sort(),
    );
    expect(await readFile(answer.clientEncryptionCertificate, "utf8")).toContain("BEGIN CERTIFICATE");
    expect((await stat(answer.mastercardEncryptionKey)).mode & 0o777).toBe(0o600);

    // The partner chooses a new secret at the gate: the old one and its tokens end at once.
    const { partnerId, partnerSecret } = answer;
    const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
      const response = await fetch(new URL(path, answer.gatewayUrl), {
        method,
        headers: { "finicity-app-key": answer.appKey, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: JSON.parse((await response.text()) || "null") };
    };
    const path = "/aggregation/v2/partners/authentication";
    const { body: login } = await call("POST", path, {}, { partnerId, partnerSecret });
    const token = { "finicity-app-token": login.token };
    const customer = `/aggregation/v1/customers/${answer.customerId}`;
    expect((await call("GET", customer, token)).status).toBe(200);
    const newPartnerSecret = "Chosen-by-us-2026!";
    expect((await call("PUT", path, {}, { partnerId, partnerSecret, newPartnerSecret })).status).toBe(204);
    expect((await call("GET", customer, token)).status).toBe(401);
    expect(await call("POST", path, {}, { partnerId, partnerSecret })).toMatchObject({
      status: 401,
      body: { code: 10001 },
    });
    expect((await call("POST", path, {}, { partnerId, partnerSecret: newPartnerSecret })).status).toBe(200);
  });

  test("the quickstart writes the private key in the form that is asked for, and refuses others", async () => {
    const where = ["--json", "--out", join(data.path, "forms"), "--portal", gatehouse.portalUrl];
    const quickstart = (format: string) =>
      promisify(execFile)(process.execPath, [CLI, "quickstart", ...where, "--key-format", format]);
    const { stdout } = await quickstart("encrypted-pem");
    const { mastercardEncryptionKey: file, keystorePassword: passphrase } = JSON.parse(stdout);
    expect(file).toMatch(/-encrypted-private-key\.pem$/);
    expect(createPrivateKey({ key: await readFile(file), passphrase }).asymmetricKeyType).toBe("rsa");
    await expect(quickstart("pem")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("p12, compatible-p12, encrypted-pem, plain-pem"),
    });
  });
});

test("the quickstart says plainly when no server runs", async () => {
  const run = promisify(execFile)(process.execPath, [
    CLI,
    "quickstart",
    "--json",
    "--portal",
    "http://127.0.0.1:1",
  ]);
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/npm start/) });
});
