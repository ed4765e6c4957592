import type { Backend } from "./backend.ts";
import { localKey } from "./local-key.ts";

/** Master keys that the environment gave: all there will be until the next start. */
export function environmentBackend(keys: readonly Buffer[]): Backend {
  const held = keys.map(localKey);
  return {
    name: "environment",
    place: "GATEHOUSE_MASTER_KEY",
    keys: async () => held,
    create: null,
    away: () => null,
    close: async () => undefined,
  };
}
