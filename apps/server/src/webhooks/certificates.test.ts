import { randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPoster } from "./post-message.ts";
import { type Authority, newAuthority } from "./testing/authority.ts";

const DAY_MS = 86_400_000;
const poster = openPoster({ anyAddress: true });
let trusted: Authority;
const before = getCACertificates("default");
beforeAll(() => {
  trusted = newAuthority(`Test CA ${randomBytes(4).toString("hex")}`);
  setDefaultCACertificates([...before, trusted.certificate]);
});
afterAll(async () => {
  setDefaultCACertificates(before);
  await poster.close();
});

/** How a message to a receiver with this certificate ends, and whether the receiver has seen anything of it. */
async function tryAt(identity: { readonly key: string; readonly cert: string }) {
  let seen = 0;
  const server = createServer(identity, (_, response) => {
    seen += 1;
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/hooks`;
  const ended = await poster.post(url, {}, '{"secret":"none"}', new AbortController().signal);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { ...ended, seen };
}

const refusedFor = (error: string) => ({ status: null, error, seen: 0 });
const valid = { host: "localhost", from: -DAY_MS, to: DAY_MS } as const;

test("a receiver with a certificate in force, for its own host and from a trusted issuer, gets the message", async () => {
  expect(await tryAt(trusted.issue(valid))).toEqual({ status: 204, error: null, seen: 1 });
});

test("one that has signed its certificate itself gets nothing, and the log says that nobody vouches for it", async () => {
  expect(await tryAt(newAuthority("itself").issue(valid))).toEqual(refusedFor("certificate-not-trusted"));
  expect(await tryAt(newAuthority("localhost").selfSigned)).toEqual(refusedFor("certificate-not-trusted"));
});

test("one whose certificate is not for receivers gets nothing, and the log says that the certificate isn't right", async () => {
  expect(await tryAt(trusted.own)).toEqual(refusedFor("tls"));
});

test("one whose certificate is of another host gets nothing, and the log says so", async () => {
  expect(await tryAt(trusted.issue({ ...valid, host: "example.com" }))).toEqual(
    refusedFor("certificate-of-another-host"),
  );
});

test("one whose certificate has expired gets nothing, and the log says so", async () => {
  expect(await tryAt(trusted.issue({ ...valid, from: -2 * DAY_MS, to: -DAY_MS }))).toEqual(
    refusedFor("certificate-expired"),
  );
});
