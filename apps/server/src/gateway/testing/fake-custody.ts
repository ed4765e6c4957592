import type { WrappedValue } from "../../key-book/entries.ts";

/** Custody for tests and measurements: wraps nothing, but holds each value to its context as the real one does. */
export function fakeWrap(value: Uint8Array, context: string): WrappedValue {
  return {
    masterKey: "0000000000000000",
    wrapped: `${Buffer.from(context).toString("base64")}.${Buffer.from(value).toString("base64")}`,
  };
}

export async function fakeUnwrap(value: WrappedValue, context: string): Promise<Buffer> {
  const [boundTo = "", content = ""] = value.wrapped.split(".");
  if (Buffer.from(boundTo, "base64").toString() !== context) throw new Error("another context");
  return Buffer.from(content, "base64");
}
