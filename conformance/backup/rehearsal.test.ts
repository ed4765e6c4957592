import { execFile } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import {
  collect,
  createProject,
  type OnboardedPartner,
  type Person,
  signUp,
} from "@gatehouse/cli/quickstart/onboard";
import { afterAll, beforeAll, expect, test } from "vitest";
import { published } from "../gate/published-library.ts";
import { preparedDataDir } from "../program/prepared.ts";
import { runCli, startCli } from "../program/run-cli.ts";
import { freshDataDir, startGatehouse } from "../program/start-gatehouse.ts";
import { connectToCluster } from "../secrets/database-access.ts";

// The pair of the age format's own tests (C2SP/CCTV), known to the world.
const RECIPIENT = "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef";
const IDENTITY = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";

let data: Awaited<ReturnType<typeof freshDataDir>>;
let source: Awaited<ReturnType<typeof preparedDataDir>>;
let partner: OnboardedPartner;
let person: Person;
let customerId: string;
let oldDesk: DeskClient;
const running = () => join(data.path, "running.age");
const stopped = () => join(data.path, "stopped.age");

/** `gatehouse …` on a data folder. */
const gatehouse = (dataDir: string, ...args: string[]) => runCli(args, { GATEHOUSE_DATA_DIR: dataDir });

/** A data folder that has nothing but the master key. */
async function folderWithMasterKey(name: string): Promise<string> {
  const folder = join(data.path, name);
  await mkdir(folder, { mode: 0o711 });
  await copyFile(join(source.path, "master-key"), join(folder, "master-key"));
  return folder;
}

beforeAll(async () => {
  data = await freshDataDir();
  source = await preparedDataDir();
  await writeFile(join(data.path, "identity"), `${IDENTITY}\n`);
  await writeFile(join(data.path, "passphrase"), "velvet orbit canyon marble tulip seven\n");
  const program = await startGatehouse(source.path);
  oldDesk = new DeskClient(program.portalUrl);
  person = await signUp(oldDesk);
  const project = await createProject(oldDesk, person);
  partner = await collect(oldDesk, project);
  customerId = (await firstCall(partner)).customerId;
  // So long that the backup is more than one of age's pieces.
  const client = await connectToCluster(source.path);
  await client.query(`insert into mails (id, recipient, subject, body, queued_at, good_until, due_at)
    select gen_random_uuid(), 'a@example.test', 'long', repeat(md5(n::text), 4000), now(), now(), now() from generate_series(1, 3) n`);
  await client.end();
  const made = await gatehouse(source.path, "backup", "--out", running(), "--recipient", RECIPIENT);
  expect(made.output).toMatch(
    /^Wrote \S+running\.age: \d+ tables, \d+ rows[\s\S]*you need master key [0-9a-f]{16}/,
  );
  expect((await fetch(new URL("/readyz", program.portalUrl))).status).toBe(200);
  await program.stop();
  const key = ["--passphrase-file", join(data.path, "passphrase")];
  expect(await gatehouse(source.path, "backup", "--out", stopped(), ...key)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await source.remove();
  await data.remove();
});

test("backups are for their owner's eyes only, hold no master key, and never take another file's place", async () => {
  for (const file of [running(), stopped()]) {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const bytes = await readFile(file, "latin1");
    expect(bytes.startsWith("age-encryption.org/v1\n")).toBe(true);
    expect(bytes).not.toContain(person.email);
  }
  const before = await readFile(running());
  const again = await gatehouse(source.path, "backup", "--out", running(), "--recipient", RECIPIENT);
  expect(again).toMatchObject({ code: 1, output: expect.stringMatching(/^gatehouse: .*there already/) });
  expect(await readFile(running())).toEqual(before);
  expect((await readdir(data.path)).filter((name) => name.startsWith(".running"))).toEqual([]);
});

test.each([
  ["made while it ran, to a public key", running, "--identity-file", "identity"],
  ["made while it was stopped, with a passphrase", stopped, "--passphrase-file", "passphrase"],
])(
  "a backup %s brings everything back: partners' keys, secrets and customers, and a trail that holds",
  async (_what, file, option, key) => {
    const folder = await folderWithMasterKey(`restored-${key}`);
    const restored = await gatehouse(folder, "restore", file(), option, join(data.path, key));
    expect(restored).toMatchObject({ code: 0, output: expect.stringMatching(/^Restored the backup of /) });
    const program = await startGatehouse(folder);
    try {
      await callAsBefore(program.gatewayUrl);
      // Sessions are over; the password is not.
      await expect(sessionGoesOn(program.portalUrl)).resolves.toBe(false);
      const desk = new DeskClient(program.portalUrl);
      await desk.post("/api/v1/accounts/log-in", { email: person.email, password: person.password });
      const exported = join(folder, "audit.jsonl");
      await expect
        .poll(
          async () => {
            await writeFile(exported, await desk.text(`/api/v1/projects/${partner.projectId}/audit.jsonl`));
            return gatehouse(folder, "audit", "verify", exported);
          },
          { timeout: 30_000, interval: 500 },
        )
        .toMatchObject({ code: 0, output: expect.stringMatching(/holds up to entry \d+, which is signed/) });
    } finally {
      await program.stop();
    }
    const again = await gatehouse(folder, "restore", file(), option, join(data.path, key));
    expect(again).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^gatehouse: the database is not empty/),
    });
  },
);

/** With the files and secrets from before, and the published client library as it is. */
async function callAsBefore(gatewayUrl: string): Promise<void> {
  const certificate = join(data.path, "client.pem");
  const keystore = join(data.path, "mastercard.p12");
  await writeFile(certificate, partner.clientEncryptionCertificate);
  await writeFile(keystore, partner.mastercardEncryptionKey);
  const library = new published.JweEncryption({
    mode: "JWE",
    paths: [
      {
        path: "/.*",
        toEncrypt: [{ element: "$", obj: "$" }],
        toDecrypt: [{ element: "encryptedData", obj: "$" }],
      },
    ],
    encryptedValueFieldName: "encryptedData",
    encryptionCertificate: certificate,
    publicKeyFingerprintType: "publicKey",
    keyStore: keystore,
    keyStoreAlias: partner.keyAlias,
    keyStorePassword: partner.keystorePassword,
    dataEncoding: "base64",
  });
  const call = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    fetch(new URL(path, gatewayUrl), {
      method,
      headers: { "finicity-app-key": partner.appKey, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const { partnerId, partnerSecret } = partner;
  const logIn = await call(
    "POST",
    "/aggregation/v2/partners/authentication",
    {},
    { partnerId, partnerSecret },
  );
  expect(logIn.status).toBe(200);
  const { token } = (await logIn.json()) as { token: string };
  const headers = { "finicity-app-token": token };
  const path = "/aggregation/v2/customers/testing";
  const sent = library.encrypt(path, {}, { username: `after-${Date.now()}` });
  const answer = await call("POST", path, headers, sent.body);
  expect(answer.status).toBe(201);
  expect(library.decrypt({ request: { url: path }, body: await answer.json() })).toMatchObject({
    id: expect.stringMatching(/^\d+$/),
  });
  expect((await call("GET", `/aggregation/v1/customers/${customerId}`, headers)).status).toBe(200);
}

async function sessionGoesOn(portalUrl: string): Promise<boolean> {
  expect(oldDesk.cookie).toMatch(/session=/);
  const headers = { cookie: oldDesk.cookie ?? "" };
  return (await fetch(new URL("/api/v1/accounts/me", portalUrl), { headers })).ok;
}

test("without its master key a backup is refused by the key's name, and nothing is made", async () => {
  const folder = join(data.path, "no-key");
  const refused = await gatehouse(
    folder,
    "restore",
    running(),
    "--identity-file",
    join(data.path, "identity"),
  );
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(/^gatehouse: the backup needs master key [0-9a-f]{16}, which is not here/);
  await expect(stat(folder)).rejects.toMatchObject({ code: "ENOENT" });
});

test("killed in the middle of a restore, it says so, doesn't start, and is well after another try", async () => {
  const folder = await folderWithMasterKey("killed");
  const pipe = join(data.path, "pipe");
  await promisify(execFile)("mkfifo", [pipe]);
  const args = ["restore", pipe, "--identity-file", join(data.path, "identity")];
  const child = startCli(args, { GATEHOUSE_DATA_DIR: folder });
  const exited = once(child, "exit");
  const bytes = await readFile(running());
  const writer = await open(pipe, "w");
  await writer.write(bytes.subarray(0, bytes.length - 1_000));
  await expect.poll(() => unfinished(folder), { timeout: 60_000, interval: 100 }).toBe(true);
  child.kill("SIGKILL");
  await exited;
  await writer.close();
  await expect(startGatehouse(folder)).rejects.toThrow(
    /exit code 2[\s\S]*a restore into this database was not finished: run gatehouse restore again/,
  );
  const identity = ["--identity-file", join(data.path, "identity")];
  expect(
    await gatehouse(folder, "backup", "--out", join(data.path, "none"), "--recipient", RECIPIENT),
  ).toMatchObject({
    code: 1,
    output: expect.stringMatching(/not finished/),
  });
  expect(await gatehouse(folder, "restore", running(), ...identity)).toMatchObject({ code: 0 });
  const program = await startGatehouse(folder);
  await callAsBefore(program.gatewayUrl);
  await program.stop();
});

async function unfinished(folder: string): Promise<boolean> {
  const client = await connectToCluster(folder).catch(() => null);
  if (client === null) return false;
  try {
    const { rows } = await client.query(
      "select to_regclass('gatehouse_unfinished_restore') is not null as there",
    );
    return rows[0]?.there === true;
  } finally {
    await client.end();
  }
}

test.each([
  [["backup", "--recipient", RECIPIENT], /backup needs --out/],
  [["backup", "--out", "x"], /either --passphrase-file/],
  [["backup", "--out", "x", "--recipient", RECIPIENT, "--passphrase-file", "y"], /either --passphrase-file/],
  [["restore", "--passphrase-file", "y"], /restore takes one file/],
  [["restore", "x"], /either --passphrase-file/],
])("%j is told how it is meant", async (args, expected) => {
  const { code, output } = await gatehouse(join(data.path, "nothing"), ...args);
  expect(code).toBe(2);
  expect(output).toMatch(expected);
});
