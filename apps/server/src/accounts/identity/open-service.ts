import type { Logger } from "pino";
import type { IdentityConfig } from "../../config.ts";
import type { IdentityService } from "./service.ts";

/** The service that the settings name; null where they name none. Its library is loaded only for one, because that is work at each start. */
export async function openIdentityService(
  config: IdentityConfig | null,
  publicUrl: () => string,
  log: Logger,
): Promise<IdentityService | null> {
  if (config === null) return null;
  const { createIdentityService } = await import("./service.ts");
  return createIdentityService(config, publicUrl, log);
}
