import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { createProject, signUp } from "@gatehouse/cli/quickstart/onboard";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Receiver,
  startReceiver,
  type TakenMessage,
} from "../../apps/server/src/webhooks/testing/receiver.ts";
import { type Instance, preparedInstance } from "./prepared.ts";
import { type RunningGatehouse, startGatehouse } from "./start-gatehouse.ts";

// What a receiver does with the library that the specification's makers publish.

let instance: Instance;
let receiver: Receiver;
let gatehouse: RunningGatehouse;
let desk: DeskClient;
let hooks: string;
let hook: { webhook: { id: string }; secret: string };
beforeAll(async () => {
  instance = await preparedInstance();
  receiver = await startReceiver();
  gatehouse = await startGatehouse(instance.path, {
    ...instance.settings,
    GATEHOUSE_WEBHOOK_ADDRESSES: "any",
  });
  desk = new DeskClient(gatehouse.portalUrl);
  const { project } = await createProject(desk, await signUp(desk));
  hooks = `/api/v1/projects/${project.id}/webhooks`;
  hook = await desk.post(hooks, { url: receiver.url });
});
afterAll(async () => {
  await gatehouse?.stop();
  await receiver?.goAway();
  await instance?.remove();
});

async function nextMessage(): Promise<TakenMessage> {
  const tests = () => receiver.got.filter(({ body }) => JSON.parse(body).type === "webhook.test");
  const had = tests().length;
  await desk.post(`${hooks}/${hook.webhook.id}/test`, {});
  await expect.poll(() => tests().length, { timeout: 20_000 }).toBeGreaterThan(had);
  const message = tests().at(-1);
  if (message === undefined) throw new Error("no message");
  return message;
}
const verify = ({ body, headers }: TakenMessage, secret: string) =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

test("the published library takes our messages by the secret that was shown, and none that was changed, is old, or is by another secret", async () => {
  const message = await nextMessage();
  expect(verify(message, hook.secret)).toMatchObject({ type: "webhook.test" });
  const changed = { ...message, body: message.body.replace("Nothing", "Something") };
  expect(changed.body).not.toBe(message.body);
  expect(() => verify(changed, hook.secret)).toThrow("No matching signature");
  const renamed = { ...message, headers: { ...message.headers, "webhook-id": "another" } };
  expect(() => verify(renamed, hook.secret)).toThrow("No matching signature");
  const old = String(Number(message.headers["webhook-timestamp"]) - 600);
  const late = { ...message, headers: { ...message.headers, "webhook-timestamp": old } };
  expect(() => verify(late, hook.secret)).toThrow("too old");
  expect(() => verify(message, `whsec_${Buffer.alloc(32).toString("base64")}`)).toThrow(
    "No matching signature",
  );
});

test("while a new secret takes over, the library takes messages by the old one and by the new one", async () => {
  const { secret } = await desk.post<{ secret: string }>(`${hooks}/${hook.webhook.id}/rotate`, {});
  const message = await nextMessage();
  for (const one of [hook.secret, secret]) {
    expect(verify(message, one)).toMatchObject({ type: "webhook.test" });
  }
});
