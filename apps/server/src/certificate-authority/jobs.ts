import type { Logger } from "pino";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import type { CertificateAuthority } from "./open-authority.ts";

const EVERY_MS = 60 * 60_000;

/** Makes the issuing authority's successor when it is time, and says so in the log; what fails is tried again. */
export function startAuthorityRenewal(deps: {
  readonly authority: CertificateAuthority;
  readonly log: Logger;
}): Sweeps {
  return startSweeps({
    everyMs: EVERY_MS,
    async work() {
      if (await deps.authority.renew(new Date())) deps.log.info("the issuing authority has a successor");
    },
    failed: "the successor of the issuing authority could not be made",
    log: deps.log,
  });
}
