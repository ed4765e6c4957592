import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { createProject, signUp } from "@gatehouse/cli/quickstart/onboard";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../apps/server/src/webhooks/testing/receiver.ts";
import { isSignedWith } from "../../apps/server/src/webhooks/testing/verify.ts";
import { preparedDataDir } from "./prepared.ts";
import { type RunningGatehouse, startGatehouse } from "./start-gatehouse.ts";

// A receiver that is away for a while, and a program that is killed twice meanwhile: every message arrives, under one id each.

const SETTINGS = { GATEHOUSE_WEBHOOK_ADDRESSES: "any" };
const EVENTS = 6;

let data: Awaited<ReturnType<typeof preparedDataDir>>;
let receiver: Receiver;
let gatehouse: RunningGatehouse | null = null;
beforeAll(async () => {
  data = await preparedDataDir();
  receiver = await startReceiver();
});
afterAll(async () => {
  await gatehouse?.stop();
  await receiver.goAway();
  await data.remove();
});

const idsOf = (type: string) =>
  receiver.got
    .filter(({ body }) => JSON.parse(body).type === type)
    .map(({ headers }) => String(headers["webhook-id"]));

test("over two kills and with a receiver that was away nothing is lost, and nothing that was noted as taken is sent again", async () => {
  gatehouse = await startGatehouse(data.path, SETTINGS);
  const desk = new DeskClient(gatehouse.portalUrl);
  const person = await signUp(desk);
  const { project } = await createProject(desk, person);
  const at = `/api/v1/projects/${project.id}`;
  const { secret } = await desk.post<{ secret: string }>(`${at}/webhooks`, { url: receiver.url });
  await receiver.goAway();
  for (let event = 0; event < EVENTS; event += 1)
    await desk.post(`${at}/environments/sandbox/credentials`, { description: "" });
  await gatehouse.kill();

  // Each takes a while, so that the second kill comes amid them.
  receiver.answerWith((response) => void setTimeout(() => response.writeHead(200).end(), 300));
  await receiver.comeBack();
  gatehouse = await startGatehouse(data.path, SETTINGS);
  await expect.poll(() => idsOf("credential.created").length, { timeout: 120_000 }).toBeGreaterThan(2);
  await gatehouse.kill();
  const before = receiver.got.length;

  gatehouse = await startGatehouse(data.path, SETTINGS);
  await expect.poll(() => new Set(idsOf("credential.created")).size, { timeout: 150_000 }).toBe(EVENTS);
  // One at a time is on its way to a receiver: of those that came before the kill at most that one comes again.
  const again = receiver.got
    .slice(before)
    .filter(({ headers }) =>
      receiver.got.slice(0, before).some((one) => one.headers["webhook-id"] === headers["webhook-id"]),
    );
  expect(again.length).toBeLessThanOrEqual(1);
  expect(receiver.got.every((message) => isSignedWith(message, secret))).toBe(true);
}, 400_000);
