import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpUpstream } from "./http-upstream.ts";

let port = 0;
let called = 0;
const server = createServer((_request, response) => {
  called += 1;
  response.end("{}");
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const dispatch = async (host: string, anyAddress: boolean) => {
  const upstream = httpUpstream(`http://${host}:${port}`, {}, { anyAddress });
  const request = { method: "GET", path: "/", headers: {}, body: null, signal: new AbortController().signal };
  try {
    return (await upstream.dispatch(request)).status;
  } catch (error) {
    return error instanceof Error && "kind" in error ? error.kind : error;
  } finally {
    await upstream.close();
  }
};

test("an upstream at a private address, or whose name leads to one, gets no call unless that is allowed", async () => {
  for (const host of ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f000001"]) {
    expect([host, await dispatch(host, false)]).toEqual([host, "upstream-failed"]);
  }
  expect(called).toBe(0);
  expect(await dispatch("localhost", true)).toBe(200);
});
