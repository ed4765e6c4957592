import { parseArgs } from "node:util";
import { KeystoreError } from "@gatehouse/keystore/keystore-error";
import { PayloadError } from "@gatehouse/payload-encryption/payload-error";
import { QuickstartError } from "./quickstart/desk-client.ts";
import { quickstart } from "./quickstart/run.ts";

const USAGE = `usage: gatehouse quickstart [--json] [--out DIR] [--portal URL]

  --json        print one JSON object and nothing else
  --out DIR     where the key files go (default: a new folder here)
  --portal URL  the portal of a running Gatehouse (default: http://127.0.0.1:8080)`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command !== "quickstart") {
    console.error(USAGE);
    return 2;
  }
  let options: { json: boolean; out?: string | undefined; portal: string };
  try {
    options = parseArgs({
      args: rest,
      options: {
        json: { type: "boolean", default: false },
        out: { type: "string" },
        portal: { type: "string", default: "http://127.0.0.1:8080" },
      },
    }).values;
    if (!URL.canParse(options.portal)) throw new Error("--portal takes a URL");
  } catch (error) {
    console.error(`gatehouse: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  await quickstart({ portalUrl: options.portal, json: options.json, out: options.out ?? null }, (line) =>
    console.log(line),
  );
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const expected = [QuickstartError, KeystoreError, PayloadError].some((kind) => error instanceof kind);
    console.error(expected && error instanceof Error ? `gatehouse: ${error.message}` : error);
    process.exitCode = 1;
  },
);
