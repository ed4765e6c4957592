import { execFile } from "node:child_process";
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { promisify } from "node:util";
import forge from "node-forge";

/** What a maker's program has found in a key file. */
export interface Found {
  /** As the program shows it; null where it shows none. */
  readonly alias: string | null;
  /** SHA-256 of the certificate's DER, lower-case hex. */
  readonly certificate: string;
  /** The key, when the program hands it out or writes it on; null where it was proven by a handshake. */
  readonly privateKey: KeyObject | null;
  /** How many certificates the file has, where the program says. */
  readonly certificates: number | null;
}

export interface Tool {
  readonly name: string;
  open(file: string, password: string): Promise<Found>;
}

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

/** Every program and library of other makers that must open a key file, with what each finds in it. */
export const tools: readonly Tool[] = [
  { name: "OpenSSL", open: openWithOpenssl },
  { name: "Java keytool", open: openWithKeytool },
  { name: "node-forge", open: openWithForge },
  { name: "GnuTLS certtool", open: openWithCerttool },
  { name: "NSS pk12util", open: openWithPk12util },
  { name: "Python cryptography", open: openWithPython },
  { name: "Node.js TLS", open: openWithTls },
];

async function openWithOpenssl(file: string, password: string): Promise<Found> {
  const { stdout } = await run(
    "openssl",
    ["pkcs12", "-in", file, "-passin", "env:KEYSTORE_PASSWORD", "-nodes"],
    {
      env: { ...process.env, KEYSTORE_PASSWORD: password },
      timeout: TIMEOUT_MS,
    },
  );
  return { ...readPem(stdout), alias: textAfter(stdout, "friendlyName: ") };
}

/** keytool shows no private keys, so it is made to write the entry into a file of its own, which OpenSSL reads. */
async function openWithKeytool(file: string, password: string): Promise<Found> {
  return inFolder(async (folder) => {
    const copy = join(folder, "copy.p12");
    const options = {
      env: { ...process.env, KEYSTORE_PASSWORD: password, LC_ALL: "C.UTF-8" },
      timeout: TIMEOUT_MS,
    };
    const source = ["-keystore", file, "-storetype", "PKCS12", "-storepass:env", "KEYSTORE_PASSWORD"];
    const { stdout } = await run("keytool", ["-J-Duser.language=en", "-list", "-v", ...source], options);
    const alias = textAfter(stdout, "Alias name: ");
    await run(
      "keytool",
      [
        "-importkeystore",
        ...["-srckeystore", file, "-srcstoretype", "PKCS12", "-srcstorepass:env", "KEYSTORE_PASSWORD"],
        ...["-destkeystore", copy, "-deststoretype", "PKCS12", "-deststorepass:env", "KEYSTORE_PASSWORD"],
        ...["-srcalias", alias ?? ""],
      ],
      options,
    );
    const { privateKey } = await openWithOpenssl(copy, password);
    const certificate = textAfter(stdout, "SHA256: ")?.replaceAll(":", "").toLowerCase() ?? "";
    return { alias, certificate, privateKey, certificates: Number(textAfter(stdout, "chain length: ")) };
  });
}

async function openWithForge(file: string, password: string): Promise<Found> {
  const der = forge.util.createBuffer(await readFile(file, "latin1"));
  const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), password);
  const { pkcs8ShroudedKeyBag: keyOid, certBag: certificateOid } = forge.pki.oids;
  const [keyBag] = store.getBags({ bagType: keyOid })[keyOid ?? ""] ?? [];
  const certificateBags = store.getBags({ bagType: certificateOid })[certificateOid ?? ""] ?? [];
  const localKeyId: unknown = keyBag?.attributes.localKeyId?.[0];
  const own = certificateBags.find(({ attributes }) => attributes.localKeyId?.[0] === localKeyId);
  if (!keyBag?.key || own?.cert === undefined) throw new Error("node-forge finds no pair");
  const certificate = forge.asn1.toDer(forge.pki.certificateToAsn1(own.cert)).getBytes();
  return {
    alias: keyBag.attributes.friendlyName?.[0] ?? null,
    certificate: fingerprint(Buffer.from(certificate, "latin1")),
    privateKey: createPrivateKey(forge.pki.privateKeyToPem(keyBag.key)),
    certificates: certificateBags.length,
  };
}

async function openWithCerttool(file: string, password: string): Promise<Found> {
  const { stdout } = await run(
    "certtool",
    ["--p12-info", "--inder", "--infile", file, `--password=${password}`],
    { timeout: TIMEOUT_MS },
  );
  return { ...readPem(stdout, password), alias: textAfter(stdout, "Friendly name: ") };
}

/** NSS takes the pair into a database of its own and writes it out again, which OpenSSL reads. */
async function openWithPk12util(file: string, password: string): Promise<Found> {
  return inFolder(async (folder) => {
    const database = `sql:${folder}`;
    const copy = join(folder, "copy.p12");
    const options = { timeout: TIMEOUT_MS };
    await run("certutil", ["-N", "-d", database, "--empty-password"], options);
    await run("pk12util", ["-i", file, "-d", database, "-W", password, "-K", ""], options);
    const { stdout } = await run("certutil", ["-K", "-d", database], options);
    const [, alias = null] = /^<\s*0>\s+rsa\s+[0-9a-f]+\s+(.+?)\s*$/m.exec(stdout) ?? [];
    await run("pk12util", ["-o", copy, "-n", alias ?? "", "-d", database, "-W", password, "-K", ""], options);
    const { certificate, privateKey, certificates } = await openWithOpenssl(copy, password);
    return { alias, certificate, privateKey, certificates };
  });
}

const PYTHON = `
import hashlib, json, os, sys
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
store = pkcs12.load_pkcs12(open(sys.argv[1], "rb").read(), os.environ["KEYSTORE_PASSWORD"].encode())
print(json.dumps({
  "alias": store.cert.friendly_name.decode(),
  "certificate": hashlib.sha256(store.cert.certificate.public_bytes(Encoding.DER)).hexdigest(),
  "key": store.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
  "certificates": 1 + len(store.additional_certs),
}))
`;

/** Debian's own Python, for which Debian packages the library. */
async function openWithPython(file: string, password: string): Promise<Found> {
  const { stdout } = await run("/usr/bin/python3", ["-c", PYTHON, file], {
    env: { ...process.env, KEYSTORE_PASSWORD: password },
    timeout: TIMEOUT_MS,
  });
  const { key, ...found } = JSON.parse(stdout) as { key: string } & Omit<Found, "privateKey">;
  return { ...found, privateKey: createPrivateKey(key) };
}

/** A server that shows the certificate in a handshake in which the client encrypts to its key (TLS 1.2, RSA key exchange). */
async function openWithTls(file: string, password: string): Promise<Found> {
  const context = tls.createSecureContext({
    pfx: await readFile(file),
    passphrase: password,
    maxVersion: "TLSv1.2",
    ciphers: "AES128-GCM-SHA256",
  });
  const server = createServer((socket) => {
    const secure = new tls.TLSSocket(socket, { isServer: true, secureContext: context });
    secure.on("error", () => socket.destroy());
    secure.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await new Promise<Found>((resolve, reject) => {
      const client = tls.connect(
        {
          port,
          host: "127.0.0.1",
          rejectUnauthorized: false,
          maxVersion: "TLSv1.2",
          ciphers: "AES128-GCM-SHA256",
        },
        () => {
          const { raw } = client.getPeerCertificate();
          client.destroy();
          resolve({ alias: null, certificate: fingerprint(raw), privateKey: null, certificates: null });
        },
      );
      client.on("error", reject);
    });
  } finally {
    server.close();
  }
}

/** The key of a text with PEM blocks, the certificate that goes with it, and the number of certificates. */
function readPem(text: string, passphrase = ""): Omit<Found, "alias"> {
  const [keyPem] = [...pemBlocks(text, "PRIVATE KEY"), ...pemBlocks(text, "ENCRYPTED PRIVATE KEY")];
  if (keyPem === undefined) throw new Error("no private key was shown");
  const privateKey = createPrivateKey({ key: keyPem, passphrase });
  const certificates = pemBlocks(text, "CERTIFICATE").map((pem) => new X509Certificate(pem));
  const own = certificates.find((certificate) => certificate.checkPrivateKey(privateKey));
  if (own === undefined) throw new Error("no certificate goes with the key");
  return { privateKey, certificate: fingerprint(own.raw), certificates: certificates.length };
}

function pemBlocks(text: string, label: string): readonly string[] {
  return text.match(new RegExp(`-----BEGIN ${label}-----[^-]*-----END ${label}-----`, "g")) ?? [];
}

function fingerprint(der: Uint8Array): string {
  return createHash("sha256").update(der).digest("hex");
}

function textAfter(text: string, label: string): string | null {
  const line = text.split("\n").find((candidate) => candidate.includes(label));
  return line === undefined ? null : line.slice(line.indexOf(label) + label.length).trim();
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-keystore-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
