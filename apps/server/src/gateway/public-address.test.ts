import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpUpstream } from "./http-upstream.ts";
import { isPublicAddress } from "./public-address.ts";

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "::1",
  "::",
  "::ffff:10.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::a00:1",
  "fe80::1",
  "fd00::1",
  "ff02::1",
  "localhost",
  "",
])("%s is not public", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["8.8.8.8", "172.32.0.1", "192.169.0.1", "2606:4700::1111"])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

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
