import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { sourceAddress } from "./source-address.ts";

const seenAs = (remoteAddress: string) =>
  sourceAddress({ headers: {}, socket: { remoteAddress } } as unknown as IncomingMessage, false);

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
])("%s counts as %s", (address, network) => {
  expect(seenAs(address)).toBe(network);
});
