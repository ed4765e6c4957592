import { createRequire } from "node:module";
import type { Server } from "node:net";

type Handler = (
  request: { readonly body: unknown; get(header: string): string | undefined },
  response: { status(code: number): { json(body: unknown): void }; json(body: unknown): void },
) => void;

interface Application {
  use(middleware: unknown): void;
  post(path: string, handler: Handler): void;
  listen(port: number, host: string, ready: () => void): Server;
}

/** The part of Express that the peer uses; the package brings no types. */
export const express: (() => Application) & { json(options: { limit: string }): unknown } = createRequire(
  import.meta.url,
)("express");
