import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodePem } from "@gatehouse/keystore/pem/encode";
import { findCertificateRequest } from "@gatehouse/keystore/pkcs10/find-request";
import { parseCertificateRequest } from "@gatehouse/keystore/pkcs10/parse-request";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so";
const TEMPLATE = 'cn = "client"\norganization = "Acme"\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-requests-"));
  await writeFile(at("template.cfg"), TEMPLATE);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);

async function tool(program: string, args: readonly string[], env: Record<string, string> = {}) {
  const { stdout } = await run(program, args, { env: { ...process.env, ...env }, timeout: 60_000 });
  return stdout;
}

/** As the page and the desk read it. */
async function read(text: string) {
  return parseCertificateRequest(encodePem("CERTIFICATE REQUEST", findCertificateRequest(text)));
}

function openssl(...args: readonly string[]): Promise<string> {
  const subject = ["-subj", "/O=Acme/CN=client"];
  return tool("openssl", ["req", "-new", "-nodes", "-keyout", at("key.pem"), ...subject, ...args]);
}

async function keytool(...args: readonly string[]): Promise<string> {
  const store = ["-keystore", at("store.p12"), "-storepass", "changeit", "-alias", "a"];
  await rm(at("store.p12"), { force: true });
  const key = ["-keyalg", "RSA", "-keysize", "3072", "-dname", "CN=client, OU=Unknown, O=Acme, C=US"];
  await tool("keytool", ["-genkeypair", ...key, ...store]);
  return tool("keytool", ["-certreq", ...store, ...args]);
}

async function certtool(): Promise<string> {
  const key = at("certtool-key.pem");
  await tool("certtool", ["--generate-privkey", "--key-type", "rsa", "--bits", "2048", "--outfile", key]);
  const out = at("certtool.pem");
  const args = ["--generate-request", "--load-privkey", key, "--template", at("template.cfg")];
  await tool("certtool", [...args, "--outfile", out]);
  return readFile(out, "utf8");
}

async function nss(form: "pem" | "der"): Promise<string> {
  const database = `sql:${await mkdtemp(at("nss-"))}`;
  await writeFile(at("noise"), randomBytes(64));
  await tool("certutil", ["-N", "-d", database, "--empty-password"]);
  const out = at(`nss.${form}`);
  const args = ["-R", "-d", database, "-s", "CN=client,O=Acme", "-g", "2048", "-z", at("noise"), "-o", out];
  await tool("certutil", form === "pem" ? [...args, "-a"] : args);
  return form === "pem" ? readFile(out, "utf8") : encodePem("CERTIFICATE REQUEST", await readFile(out));
}

/** The pair stays in the token; GnuTLS has it sign the request there. */
async function hsm(): Promise<string> {
  await mkdir(at("tokens"));
  await writeFile(at("softhsm.conf"), `directories.tokendir = ${at("tokens")}\n`);
  const env = { SOFTHSM2_CONF: at("softhsm.conf"), GNUTLS_PIN: "1234" };
  const token = ["--init-token", "--free", "--label", "hsm", "--pin", "1234", "--so-pin", "1234"];
  await tool("softhsm2-util", token, env);
  const key = ["--generate-privkey=rsa", "--bits", "2048", "--label", "k", "--mark-decrypt", "--mark-sign"];
  const provider = ["--provider", SOFTHSM];
  await tool(
    "p11tool",
    [...provider, "--login", ...key, "--outfile", at("hsm-public.pem"), "pkcs11:token=hsm"],
    env,
  );
  const pair = ["private", "public"].map((type) => `pkcs11:token=hsm;object=k;type=${type}`);
  const load = ["--load-privkey", pair[0] ?? "", "--load-pubkey", pair[1] ?? ""];
  const out = ["--template", at("template.cfg"), "--outfile", at("hsm.pem")];
  await tool("certtool", [...provider, "--generate-request", ...load, ...out], env);
  return readFile(at("hsm.pem"), "utf8");
}

test.each<{ name: string; make: () => Promise<string>; algorithm?: string }>([
  { name: "OpenSSL, RSA-2048 and SHA-256", make: () => openssl("-newkey", "rsa:2048", "-sha256") },
  {
    name: "OpenSSL, RSA-3072 and SHA-384",
    make: () => openssl("-newkey", "rsa:3072", "-sha384"),
    algorithm: "sha384WithRSAEncryption",
  },
  {
    name: "OpenSSL, RSA-4096 and SHA-512",
    // Of several primes, because it is made in a tenth of the time; the request looks the same.
    make: () => openssl("-newkey", "rsa:4096", "-pkeyopt", "rsa_keygen_primes:4", "-sha512"),
    algorithm: "sha512WithRSAEncryption",
  },
  { name: "OpenSSL with a dump before it", make: () => openssl("-newkey", "rsa:2048", "-text") },
  { name: "OpenSSL with the old label", make: () => openssl("-newkey", "rsa:2048", "-newhdr") },
  {
    name: "OpenSSL with asked-for extensions",
    make: () =>
      openssl(
        "-newkey",
        "rsa:2048",
        "-addext",
        "subjectAltName=DNS:client",
        "-addext",
        "keyUsage=keyEncipherment",
      ),
  },
  {
    // certreq -new has this label and these line ends.
    name: "the form of Windows certreq",
    make: async () => (await openssl("-newkey", "rsa:2048", "-newhdr")).replaceAll("\n", "\r\n"),
  },
  { name: "Java keytool", make: () => keytool("-sigalg", "SHA256withRSA") },
  {
    name: "Java keytool with SHA-512 and asked-for extensions",
    make: () => keytool("-sigalg", "SHA512withRSA", "-ext", "san=dns:client"),
    algorithm: "sha512WithRSAEncryption",
  },
  { name: "GnuTLS certtool, with its dump", make: certtool },
  { name: "NSS certutil, in PEM with its header", make: () => nss("pem") },
  { name: "NSS certutil, in DER", make: () => nss("der") },
  { name: "a key in an HSM (SoftHSM by PKCS#11)", make: hsm },
])("a request made by $name is taken", async ({ make, algorithm }) => {
  const request = await read(await make());
  expect(request.commonName).toBe("client");
  expect(request.signatureAlgorithm).toBe(algorithm ?? "sha256WithRSAEncryption");
});

test.each<{ name: string; make: () => Promise<string>; code: string; reason: RegExp }>([
  ...["sha1", "md5"].map((digest) => ({
    name: `OpenSSL with ${digest}`,
    make: () => openssl("-newkey", "rsa:2048", `-${digest}`),
    code: "weak-signature",
    reason: /openssl req -new -key key\.pem -sha256/,
  })),
  ...["sha224", "sha512-256", "sha3-256", "ripemd160"].map((digest) => ({
    name: `OpenSSL with ${digest}`,
    make: () => openssl("-newkey", "rsa:2048", `-${digest}`),
    code: "unsupported-signature",
    reason: /SHA-256, SHA-384 or SHA-512.*openssl req -new -key/,
  })),
  {
    name: "OpenSSL with RSA-PSS",
    make: () => openssl("-newkey", "rsa:2048", "-sigopt", "rsa_padding_mode:pss"),
    code: "unsupported-signature",
    reason: /PKCS#1 v1\.5/,
  },
  {
    name: "OpenSSL of a key for RSA-PSS alone",
    make: () => openssl("-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"),
    code: "unsupported-key",
    reason: /RSA-PSS signatures alone.*openssl req -new -newkey rsa:2048/,
  },
  {
    name: "Java keytool with RSA-PSS",
    make: () => keytool("-sigalg", "RSASSA-PSS"),
    code: "unsupported-signature",
    reason: /PKCS#1 v1\.5/,
  },
  {
    name: "OpenSSL of RSA-1024",
    make: () => openssl("-newkey", "rsa:1024"),
    code: "weak-key",
    reason: /1024 bits.*openssl req -new -newkey rsa:2048/,
  },
  {
    name: "OpenSSL of an EC key",
    make: () => openssl("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
    code: "unsupported-key",
    reason: /not an RSA key.*openssl req -new -newkey rsa:2048/,
  },
  {
    name: "openssl req -x509 by mistake, a certificate",
    make: () => openssl("-x509", "-newkey", "rsa:2048"),
    code: "not-pem",
    reason: /This is a certificate.*-x509toreq/,
  },
  {
    name: "openssl req -keyout -, with its key",
    make: () => openssl("-newkey", "rsa:2048", "-keyout", "-"),
    code: "private-key",
    reason: /private key/,
  },
])(
  "a request made by $name is refused with the reason and the command that makes a good one",
  async ({ make, code, reason }) => {
    const refused = read(await make());
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(reason);
  },
);
