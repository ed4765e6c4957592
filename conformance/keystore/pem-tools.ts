import { execFile } from "node:child_process";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface PemTool {
  readonly name: string;
  /** The key as the program reads it. */
  open(file: string, password: string): Promise<KeyObject>;
}

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

/** Every program and library of other makers that must read a private key in PEM, in the clear and encrypted. */
export const pemTools: readonly PemTool[] = [
  { name: "OpenSSL", open: openWithOpenssl },
  { name: "Java", open: openWithJava },
  { name: "Python cryptography", open: openWithPython },
  { name: "Node.js", open: openWithNode },
  { name: "Ruby", open: openWithRuby },
];

function withPassword(password: string) {
  return { env: { ...process.env, KEYSTORE_PASSWORD: password }, timeout: TIMEOUT_MS };
}

async function openWithOpenssl(file: string, password: string): Promise<KeyObject> {
  const args = ["pkey", "-in", file, "-passin", "env:KEYSTORE_PASSWORD"];
  const { stdout } = await run("openssl", args, withPassword(password));
  return createPrivateKey(stdout);
}

const JAVA = `
import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.util.Base64;
import javax.crypto.*;
import javax.crypto.spec.PBEKeySpec;

public class OpenPem {
  public static void main(String[] args) throws Exception {
    String text = Files.readString(Path.of(args[0]));
    byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]+-----", ""));
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    if (text.contains("ENCRYPTED")) {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      String algorithm = info.getAlgParameters().toString();
      PBEKeySpec password = new PBEKeySpec(System.getenv("KEYSTORE_PASSWORD").toCharArray());
      Cipher cipher = Cipher.getInstance(algorithm);
      SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(password);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      spec = info.getKeySpec(cipher);
    }
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(spec);
    System.out.println(Base64.getEncoder().encodeToString(key.getEncoded()));
  }
}
`;

/** With the classes of the JDK alone, as the published Java client library does. */
async function openWithJava(file: string, password: string): Promise<KeyObject> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-java-"));
  try {
    const source = join(folder, "OpenPem.java");
    await writeFile(source, JAVA);
    const { stdout } = await run("java", [source, file], withPassword(password));
    return createPrivateKey({ key: Buffer.from(stdout, "base64"), format: "der", type: "pkcs8" });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const PYTHON = `
import os, sys
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
text = open(sys.argv[1], "rb").read()
password = os.environ["KEYSTORE_PASSWORD"].encode() if b"ENCRYPTED" in text else None
key = load_pem_private_key(text, password)
print(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
`;

async function openWithPython(file: string, password: string): Promise<KeyObject> {
  const { stdout } = await run("/usr/bin/python3", ["-c", PYTHON, file], withPassword(password));
  return createPrivateKey(stdout);
}

async function openWithNode(file: string, password: string): Promise<KeyObject> {
  return createPrivateKey({ key: await readFile(file), passphrase: password });
}

/** By the call with which the published Ruby client library reads its key. */
const RUBY = `
require "openssl"
puts OpenSSL::PKey.read(IO.binread(ARGV[0]), ENV["KEYSTORE_PASSWORD"]).to_pem
`;

async function openWithRuby(file: string, password: string): Promise<KeyObject> {
  const { stdout } = await run("/usr/bin/ruby", ["-e", RUBY, file], withPassword(password));
  return createPrivateKey(stdout);
}
