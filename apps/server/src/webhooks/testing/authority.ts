import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { encodePem } from "@gatehouse/keystore/pem/encode";
import {
  assembleCertificate,
  buildTbsCertificate,
  keyIdentifier,
} from "@gatehouse/keystore/x509/create-certificate";
import { writeName } from "@gatehouse/keystore/x509/name";

interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority for receivers, with a certificate that it has signed itself. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** Of the same name and key, but no authority: what programs make for themselves. */
  readonly selfSigned: Identity;
  /** The authority as a receiver, which it is not for. */
  readonly own: Identity;
  /** @param of `from` and `to`: milliseconds from now */
  issue(of: { readonly host: string; readonly from: number; readonly to: number }): Identity;
}

const YEAR_MS = 365 * 86_400_000;

export function newAuthority(name: string): Authority {
  const pair = newPair();
  const certify = (
    subject: string,
    publicKey: KeyObject,
    from: number,
    to: number,
    isAuthority: boolean,
  ): string => {
    const spki = spkiOf(publicKey);
    const tbs = buildTbsCertificate({
      serialNumber: randomBytes(16).map((octet, index) => (index === 0 ? (octet & 0x3f) | 0x40 : octet)),
      issuer: writeName({ commonName: name }),
      subject: { commonName: subject },
      notBefore: new Date(Date.now() + from),
      notAfter: new Date(Date.now() + to),
      publicKey: spki,
      certificateAuthority: isAuthority ? { pathLength: 0 } : null,
      keyUsage: isAuthority ? ["keyCertSign", "cRLSign"] : ["keyEncipherment"],
      subjectKeyIdentifier: keyIdentifier(spki),
      authorityKeyIdentifier: keyIdentifier(spkiOf(pair.publicKey)),
    });
    const signature = createSign("sha256").update(tbs).sign(pair.privateKey);
    return encodePem("CERTIFICATE", assembleCertificate(tbs, new Uint8Array(signature)));
  };
  const certificate = certify(name, pair.publicKey, -YEAR_MS, YEAR_MS, true);
  return {
    certificate,
    selfSigned: {
      key: pemOf(pair.privateKey),
      cert: certify(name, pair.publicKey, -YEAR_MS, YEAR_MS, false),
    },
    own: { key: pemOf(pair.privateKey), cert: certificate },
    issue({ host, from, to }) {
      const { publicKey, privateKey } = newPair();
      return { key: pemOf(privateKey), cert: certify(host, publicKey, from, to, false) };
    },
  };
}

function newPair() {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

function spkiOf(key: KeyObject): Uint8Array<ArrayBuffer> {
  return new Uint8Array(key.export({ type: "spki", format: "der" }));
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
