import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { AuditFault } from "./audit-fault.ts";

/** Keys an export may bring of itself: one for each time that the signing key was replaced. */
const MOST_KEYS = 1_000;

/** The keys whose signatures count, by the lower-case hex SHA-256 of their SubjectPublicKeyInfo DER. */
export interface TrustedKeys {
  /** Takes a key line of the export, where it is one to be believed. */
  offer(keyId: unknown, pem: unknown): void;
  find(keyId: string): KeyObject | null;
}

/**
 * What `--key` pins: whole keys in PEM, or fingerprints, whose keys are then taken from the export. With neither, the export's own keys are
 * taken, which proves less.
 *
 * @param pins PEM texts, and fingerprints of 64 hex digits
 * @throws {AuditFault}
 */
export function trustedKeys(pins: readonly string[]): TrustedKeys {
  const keys = new Map<string, KeyObject>();
  const fingerprints = new Set<string>();
  for (const pin of pins) {
    if (isFingerprint(pin)) fingerprints.add(pin.toLowerCase());
    else keys.set(...readKey(pin));
  }
  return {
    offer(keyId, pem) {
      const [id, key] = readKey(String(pem));
      if (keyId !== id)
        throw new AuditFault("a key of the export doesn't have the id that it is given there");
      if (pins.length > 0 && !fingerprints.has(id)) return;
      if (keys.size >= MOST_KEYS) throw new AuditFault("the export brings more keys than any has");
      keys.set(id, key);
    },
    find: (keyId) => keys.get(keyId) ?? null,
  };
}

export function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

function readKey(pem: string): [string, KeyObject] {
  try {
    // A private key would be read as well, and has no business here.
    if (!pem.includes("-----BEGIN PUBLIC KEY-----")) throw new Error("no public key");
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== "ed25519") throw new Error("another kind of key");
    const der = key.export({ type: "spki", format: "der" });
    return [createHash("sha256").update(der).digest("hex"), key];
  } catch {
    throw new AuditFault("a public key can't be read: it must be Ed25519, PEM");
  }
}
