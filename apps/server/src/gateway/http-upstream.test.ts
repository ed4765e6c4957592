import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { httpUpstream } from "./http-upstream.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}
const request = {
  method: "POST",
  path: "/a?b=c",
  headers: { "x-gatehouse-upstream-secret": "guess" },
  body: Buffer.from("{}"),
};
const signal = new AbortController().signal;

test("a request reaches the upstream below its base path, with our own headers over the caller's", async () => {
  const seen: unknown[] = [];
  const url = await listen((incoming, response) => {
    const { method, url: target, headers } = incoming;
    seen.push(method, target, headers["x-gatehouse-upstream-secret"], headers["content-length"]);
    response.writeHead(201, { "content-type": "application/json" }).end('{"ok":true}');
  });
  const upstream = httpUpstream(`${url}/base/`, { "x-gatehouse-upstream-secret": "ours" });
  const answer = await upstream.dispatch({ ...request, signal });
  expect(seen).toEqual(["POST", "/base/a?b=c", "ours", "2"]);
  expect(answer).toMatchObject({ status: 201, headers: { "content-type": "application/json" } });
  expect(answer.body.toString()).toBe('{"ok":true}');
  await upstream.close();
});

test("an upstream that is away or breaks off has failed, and isn't asked twice", async () => {
  let asked = 0;
  const url = await listen((incoming) => {
    asked += 1;
    incoming.socket.destroy();
  });
  const upstream = httpUpstream(url, {});
  await expect(upstream.dispatch({ ...request, method: "GET", body: null, signal })).rejects.toMatchObject({
    kind: "upstream-failed",
  });
  expect(asked).toBe(1);
  await upstream.close();
  const nobody = httpUpstream("http://127.0.0.1:1", {});
  await expect(nobody.dispatch({ ...request, signal })).rejects.toMatchObject({ kind: "upstream-failed" });
  await nobody.close();
});

test("an answer of more than 16 MiB has failed", async () => {
  const url = await listen((_incoming, response) => {
    response.writeHead(200);
    for (let n = 0; n < 17; n += 1) response.write(Buffer.alloc(1024 * 1024));
    response.end();
  });
  const upstream = httpUpstream(url, {});
  await expect(upstream.dispatch({ ...request, signal })).rejects.toMatchObject({ kind: "upstream-failed" });
  await upstream.close();
});

test("a call whose caller has gone is ended", async () => {
  const hangUp = new AbortController();
  const url = await listen(() => hangUp.abort());
  const upstream = httpUpstream(url, {});
  await expect(upstream.dispatch({ ...request, signal: hangUp.signal })).rejects.toMatchObject({
    kind: "upstream-failed",
  });
  await upstream.close();
});
