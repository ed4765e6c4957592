import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import { expectStatus } from "./people.ts";
import type { Scanner } from "./scanner.ts";
import type { WalkedProject } from "./walk-desk.ts";
import type { Answered, Wire } from "./wire.ts";

const AUTHENTICATION = "/aggregation/v2/partners/authentication";
const CUSTOMERS = "/aggregation/v2/customers/testing";

/** Calls the gate as a partner's program does, rightly and wrongly. */
export async function walkGate(wire: Wire, project: WalkedProject, scanner: Scanner): Promise<void> {
  const { partnerId, appKey } = project.credential;
  const appKeyHeader = { "finicity-app-key": appKey };
  const logIn = (body: unknown, headers: Record<string, string> = appKeyHeader) =>
    wire.call("POST", AUTHENTICATION, { headers, body });

  let { partnerSecret } = project;
  await settled(() => logIn({ partnerId, partnerSecret }));
  await logIn({ partnerId, partnerSecret: secret() });
  await logIn({ partnerId, partnerSecret: [partnerSecret] });
  await logIn(`{"partnerId":"${partnerId}","partnerSecret":"${partnerSecret}`);
  await logIn({ partnerId, partnerSecret }, { "finicity-app-key": secret() });
  await wire.call("POST", `${AUTHENTICATION}?partnerSecret=${encodeURIComponent(partnerSecret)}`, {
    headers: appKeyHeader,
  });

  for (const immediate of [false, true]) {
    const newPartnerSecret = secret();
    const body = { partnerId, partnerSecret, newPartnerSecret, immediate };
    await wire.call("PUT", AUTHENTICATION, {
      headers: appKeyHeader,
      body: { ...body, newPartnerSecret: `${newPartnerSecret} "` },
    });
    expectStatus(await wire.call("PUT", AUTHENTICATION, { headers: appKeyHeader, body }), 204);
    partnerSecret = newPartnerSecret;
  }
  const { json } = await logIn({ partnerId, partnerSecret });
  await walkCalls(wire, project, { ...appKeyHeader, "finicity-app-token": json.token }, scanner);
}

async function walkCalls(
  wire: Wire,
  project: WalkedProject,
  headers: Record<string, string>,
  scanner: Scanner,
): Promise<void> {
  const { publicKey } = new X509Certificate(project.clientCertificate);
  const kid = keyIdOf(publicKey.export({ type: "spki", format: "der" }));
  const sealed = (text: string, name = kid) => ({
    encryptedData: encryptJwe(Buffer.from(text), publicKey, { kid: name }),
  });
  const post = (body: unknown, more: Record<string, string> = {}) =>
    wire.call("POST", CUSTOMERS, { headers: { ...headers, ...more }, body });

  expectStatus(await post({ username: customer() }), 201);
  const answer = await post(sealed(JSON.stringify({ username: customer() })));
  expectStatus(answer, 201);
  const own = createPrivateKey({ key: Buffer.from(project.key.privateKey), format: "der", type: "pkcs8" });
  decryptJwe(parseCompactJwe(answer.json.encryptedData), own);
  await wire.call("GET", "/aggregation/v1/customers", { headers: { ...headers, "x-encrypted": "true" } });
  await wire.call("GET", "/aggregation/v1/customers", {
    headers: { ...headers, "x-encryption-key": keyIdOf(publicKey.export({ type: "spki", format: "der" })) },
  });

  // What was refused is kept nowhere, so the content of these is looked for as well.
  const refused = () => {
    const content = `content-${randomBytes(18).toString("base64")}`;
    scanner.add(`content that was refused: ${content.slice(0, 12)}…`, content);
    return content;
  };
  await post(`{"username":"${refused()}"`);
  await post(sealed(`{"username":"${refused()}"`));
  await post(sealed(JSON.stringify({ username: refused() }), "0".repeat(64)));
  await post({ username: [refused()], lastName: { [refused()]: 1 } });
  await post({ encryptedData: `${refused()}.a.b.c.d` });
  await post({ encryptedData: "", [refused()]: "" });
  const changed = sealed(JSON.stringify({ username: refused() })).encryptedData;
  await post({ encryptedData: `${changed.slice(0, -4)}AAAA` });
  await wire.call("PUT", CUSTOMERS, { headers, body: { username: refused() } });
  await wire.call("GET", "/aggregation/v1/customers", {
    headers: { ...headers, "finicity-app-token": secret() },
  });
  await wire.call("GET", `/aggregation/v1/customers?token=${headers["finicity-app-token"]}`);
  await wire.call("GET", `/aggregation/v1/customers/${headers["finicity-app-token"]}`, { headers });
}

function secret(): string {
  return `Aa1!@#$%&*_-+${randomBytes(15).toString("hex")}`;
}

function customer(): string {
  return `customer-${randomBytes(6).toString("hex")}`;
}

/** The gate learns of what the desk has changed within a moment. */
async function settled(call: () => Promise<Answered>): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; ) {
    const answer = await call();
    if (answer.status === 200) return;
    // Not so often that the gate locks the log-in: five failures do.
    if (Date.now() > deadline) throw new Error(`the gate refuses the log-in: ${answer.text}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
