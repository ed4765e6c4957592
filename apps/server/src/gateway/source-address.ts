import type { IncomingMessage } from "node:http";

/**
 * Where a request comes from, for limits. Behind a proxy: the LAST address of X-Forwarded-For, the one the proxy itself saw; those before
 * it are whatever the caller wrote. An IPv6 address counts by its /64, since one household holds all of it.
 */
export function sourceAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers["x-forwarded-for"] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").at(-1)?.trim();
  const address = last === undefined || last === "" ? (request.socket.remoteAddress ?? "unknown") : last;
  return network(address.slice(0, 64));
}

function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(":")) return address;
  const [left = "", right] = address.split("::");
  const head = left.split(":").filter((group) => group !== "");
  const tail = right === undefined ? [] : right.split(":").filter((group) => group !== "");
  const zeros =
    right === undefined ? [] : Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0");
  return [...head, ...zeros, ...tail].slice(0, 4).join(":").toLowerCase();
}
