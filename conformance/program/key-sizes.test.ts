import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstCall } from "../../apps/cli/src/quickstart/first-call.ts";
import { onboard } from "../../apps/cli/src/quickstart/onboard.ts";
import { type Instance, preparedInstance } from "./prepared.ts";
import { type RunningGatehouse, startGatehouse } from "./start-gatehouse.ts";

let instance: Instance;
let gatehouse: RunningGatehouse;
let cookie: string;

beforeAll(async () => {
  instance = await preparedInstance();
  gatehouse = await startGatehouse(instance.path, instance.settings);
  const [, token] = /first operator signs up here, once: \S+#token=(\S+)/.exec(gatehouse.output()) ?? [];
  const answer = await fetch(`${gatehouse.portalUrl}/api/v1/accounts/operator-sign-up`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-gatehouse-client": "1" },
    body: JSON.stringify({
      token,
      name: "Grace",
      email: "grace@provider.test",
      password: "quiet harbor lantern 77",
    }),
  });
  cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterAll(async () => {
  await gatehouse?.stop();
  await instance?.remove();
});

async function operator(method: string, body?: unknown) {
  const response = await fetch(`${gatehouse.portalUrl}/api/v1/operator/key-policy`, {
    method,
    headers: { cookie, "content-type": "application/json", "x-gatehouse-client": "1" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return response.json();
}

test.each([3072, 4096])(
  "where the policy makes %d bits the only size, a new partner's first encrypted call works, both ways",
  async (bits) => {
    const { version, policy } = await operator("GET");
    await operator("PUT", { version, policy: { ...policy, allowedBits: [bits], defaultBits: bits } });
    const partner = await onboard(gatehouse.portalUrl, () => undefined);
    const { publicKey } = new X509Certificate(partner.clientEncryptionCertificate);
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(bits);
    const { customerId } = await firstCall(partner);
    expect(customerId).toMatch(/^\d+$/);
  },
);
