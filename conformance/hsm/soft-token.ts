import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TokenPlace } from "../../apps/server/src/custody/pkcs11/token-backend.ts";

const run = promisify(execFile);

export const LIBRARY = "/usr/lib/softhsm/libsofthsm2.so";
export const PIN = "271828";
const LABEL = "gatehouse tests";

/** A token of SoftHSM in a folder of its own. */
export interface SoftToken {
  readonly place: TokenPlace;
  /** What a program needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Pulls it out, as it were, under whoever has it open. */
  takeAway(): Promise<void>;
  putBack(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a token and tells this process's environment of it. */
export async function makeSoftToken(): Promise<SoftToken> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-token-"));
  const tokens = join(folder, "tokens");
  const configuration = join(folder, "softhsm2.conf");
  await mkdir(tokens);
  await writeFile(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`);
  process.env.SOFTHSM2_CONF = configuration;
  await run("softhsm2-util", ["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", PIN]);
  return {
    place: {
      library: LIBRARY,
      token: LABEL,
      slot: null,
      pin: { value: PIN },
      keyLabel: "gatehouse-master-key",
    },
    environment: {
      SOFTHSM2_CONF: configuration,
      GATEHOUSE_PKCS11_LIBRARY: LIBRARY,
      GATEHOUSE_PKCS11_TOKEN: LABEL,
      GATEHOUSE_PKCS11_PIN: PIN,
    },
    takeAway: () => rename(tokens, join(folder, "away")),
    putBack: () => rename(join(folder, "away"), tokens),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
