import { parseArgs } from "node:util";
import { KEY_FORMATS } from "@gatehouse/keystore/key-file/write-key-file";
import { KeystoreError } from "@gatehouse/keystore/keystore-error";
import { PayloadError } from "@gatehouse/payload-encryption/payload-error";
import "@gatehouse/server/resolve-drizzle";
import { auditVerify } from "./audit/run.ts";
import { runBackup, runRestore } from "./backup/run.ts";
import { custodyDoctor, custodyRotate, custodyWithdraw } from "./custody/run.ts";
import { describeUnexpected } from "./describe-unexpected.ts";
import { jsonFailure } from "./json-failure.ts";
import { QuickstartError } from "./quickstart/desk-client.ts";
import { quickstart } from "./quickstart/run.ts";
import { runResetSecondFactor } from "./second-factor/run.ts";
import { runSeed } from "./seed/run.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `usage: gatehouse quickstart [--json] [--out DIR] [--portal URL] [--key-format FORMAT]
       gatehouse audit verify FILE [--key FILE|FINGERPRINT]... [--chain ID]
       gatehouse custody doctor [--json]
       gatehouse custody rotate [--to file|environment|pkcs11]
       gatehouse custody withdraw
       gatehouse backup --out FILE (--passphrase-file FILE | --recipient KEY ...)
       gatehouse restore FILE (--passphrase-file FILE | --identity-file FILE) [--into DIR]
       gatehouse second-factor reset --email ADDRESS --reason TEXT
       gatehouse seed --partners N [--word WORD]

quickstart: onboard a new partner and make an encrypted call
  --json        print one JSON object and nothing else
  --out DIR     where the key files go (default: a new folder here)
  --portal URL  the portal of a running Gatehouse (default: http://127.0.0.1:8080)
  --key-format FORMAT  of the private key's file: p12 (default), compatible-p12 for Go and old programs,
                encrypted-pem, or plain-pem, which nothing protects, for Ruby

audit verify: check an exported audit trail, without any server
  --key         the public key to trust: a PEM file, or its fingerprint of 64 hex digits; may be given
                several times (default: the keys in the export, which proves less)
  --chain ID    the trail that it has to be: a project's id, or operations

custody: look after the master keys of the Gatehouse that the settings name, running or not
  doctor        say what is where, and that every wrapped key opens; exit code 1 if one doesn't
  rotate        make a new master key and bring everything under it
  withdraw      take back a new master key that nothing is wrapped under yet
  --to PLACE    where the new key is made (default: where the current one is)

backup: the whole database of that Gatehouse into one encrypted file, running or not
  --out FILE              a new file
  --passphrase-file FILE  its first line is the passphrase
  --recipient KEY         a public key of age (age1...); may be repeated

restore: a backup into an empty database, with the master keys it names brought there before
  --identity-file FILE    the private key of a recipient, as age-keygen writes it
  --into DIR              the data folder (default: as the settings say)

second-factor reset: take app, recovery codes and passkeys off the account of somebody who has lost them, after a check who asks;
  administrators do it in their console, so this is for the only one of them; running or not
  --email ADDRESS  of the account
  --reason TEXT    how it was made sure who asks: the audit log keeps it

seed: made-up partners with projects, keys and requests of every state, to try a Gatehouse out with full lists; running or not
  --partners N  how many, 1 to 2000
  --word WORD   another word gives other people (default: seed)`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "quickstart") return runQuickstart(rest);
  if (command === "audit" && rest[0] === "verify") return runAuditVerify(rest.slice(1));
  if (command === "custody") return runCustody(rest);
  if (command === "backup") return runBackupCommand(rest);
  if (command === "restore") return runRestoreCommand(rest);
  if (command === "second-factor" && rest[0] === "reset") return runResetCommand(rest.slice(1));
  if (command === "seed") return runSeedCommand(rest);
  throw new UsageError(command === undefined ? "" : "there is no such command");
}

async function runQuickstart(args: string[]): Promise<number> {
  const { values } = parsed(() =>
    parseArgs({
      args,
      options: {
        json: { type: "boolean", default: false },
        out: { type: "string" },
        portal: { type: "string", default: "http://127.0.0.1:8080" },
        "key-format": { type: "string", default: "p12" },
      },
    }),
  );
  const { json, out, portal, "key-format": wanted } = values;
  const keyFormat = KEY_FORMATS.find((format) => format === wanted);
  if (keyFormat === undefined) throw new UsageError(`--key-format takes ${KEY_FORMATS.join(", ")}`);
  if (!URL.canParse(portal)) throw new UsageError("--portal takes a URL");
  await quickstart({ portalUrl: portal, json, out: out ?? null, keyFormat }, (line) => console.log(line));
  return 0;
}

async function runAuditVerify(args: string[]): Promise<number> {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: { key: { type: "string", multiple: true, default: [] }, chain: { type: "string" } },
    }),
  );
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError("audit verify takes one file");
  return auditVerify(file, { keys: values.key, chain: values.chain ?? null }, (line) => console.log(line));
}

async function runCustody([verb, ...args]: string[]): Promise<number> {
  const print = (line: string) => console.log(line);
  if (verb === "doctor") {
    const { values } = parsed(() =>
      parseArgs({ args, options: { json: { type: "boolean", default: false } } }),
    );
    return custodyDoctor(values.json, print);
  }
  if (verb === "rotate") {
    const { values } = parsed(() => parseArgs({ args, options: { to: { type: "string" } } }));
    const to = PLACES.find((place) => place === values.to) ?? null;
    if (values.to !== undefined && to === null) throw new UsageError(`--to takes ${PLACES.join(", ")}`);
    return custodyRotate(to, print);
  }
  if (verb === "withdraw" && args.length === 0) return custodyWithdraw(print);
  throw new UsageError("custody takes doctor, rotate or withdraw");
}

const PLACES = ["file", "environment", "pkcs11"] as const;

async function runBackupCommand(args: string[]): Promise<number> {
  const { values } = parsed(() =>
    parseArgs({
      args,
      options: {
        out: { type: "string" },
        "passphrase-file": { type: "string" },
        recipient: { type: "string", multiple: true },
      },
    }),
  );
  await runBackup(values, (line) => console.log(line));
  return 0;
}

async function runRestoreCommand(args: string[]): Promise<number> {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        "passphrase-file": { type: "string" },
        "identity-file": { type: "string" },
        into: { type: "string" },
      },
    }),
  );
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError("restore takes one file");
  await runRestore(file, values, (line) => console.log(line));
  return 0;
}

async function runResetCommand(args: string[]): Promise<number> {
  const { values } = parsed(() =>
    parseArgs({ args, options: { email: { type: "string" }, reason: { type: "string" } } }),
  );
  const { email, reason } = values;
  if (email === undefined || reason === undefined)
    throw new UsageError("second-factor reset takes --email and --reason");
  await runResetSecondFactor({ email, reason }, (line) => console.log(line));
  return 0;
}

async function runSeedCommand(args: string[]): Promise<number> {
  const { values } = parsed(() =>
    parseArgs({ args, options: { partners: { type: "string" }, word: { type: "string", default: "seed" } } }),
  );
  const partners = /^[0-9]{1,4}$/.test(values.partners ?? "") ? Number(values.partners) : 0;
  if (partners < 1 || partners > 2_000) throw new UsageError("--partners takes a number from 1 to 2000");
  await runSeed({ partners, word: values.word }, (line) => console.log(line));
  return 0;
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the arguments can't be read");
  }
}

/** By name, so that the server is loaded by those commands alone that need it. */
const EXPECTED_OF_SERVER = new Set([
  "ConfigError",
  "CustodyAway",
  "CustodyError",
  "DataFolderInUse",
  "SchemaError",
  "UnfinishedRestore",
  "UpkeepError",
]);

const args = process.argv.slice(2);
main(args).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isUsage = error instanceof UsageError;
    const expected =
      error instanceof Error &&
      ([UsageError, QuickstartError, KeystoreError, PayloadError].some((kind) => error instanceof kind) ||
        EXPECTED_OF_SERVER.has(error.name));
    const text = expected ? error.message : describeUnexpected(error);
    const json = jsonFailure(args, text.split("\n", 1)[0] ?? "");
    if (json !== null) console.log(json);
    console.error(isUsage ? `${text === "" ? "" : `gatehouse: ${text}\n\n`}${USAGE}` : `gatehouse: ${text}`);
    process.exitCode = isUsage ? 2 : 1;
    // What a command has left open when it failed, such as a connection, doesn't keep the program.
    if (!isUsage) process.exit(1);
  },
);
