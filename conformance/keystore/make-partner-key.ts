import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { readDer } from "@gatehouse/keystore/der/read";
import { generateRsaKeyPair, type RsaBits } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import {
  assembleCertificate,
  buildTbsCertificate,
  keyIdentifier,
} from "@gatehouse/keystore/x509/create-certificate";
import { writeName } from "@gatehouse/keystore/x509/name";
import { readRsaPublicKey } from "@gatehouse/keystore/x509/public-key";

/** A key as a partner has it: its private half, the certificate issued for it, and the issuer's. */
export interface PartnerKey {
  /** PKCS#8, DER. */
  readonly privateKey: Bytes;
  /** X.509, DER. */
  readonly certificate: Bytes;
  readonly chain: readonly Bytes[];
}

export async function makePartnerKey(bits: RsaBits): Promise<PartnerKey> {
  const pair = await generateRsaKeyPair(bits);
  const issuer = await generateRsaKeyPair(2048);
  const skid = keyIdentifier(readRsaPublicKey(readDer(pair.publicKey)).keyBits);
  const issuerId = keyIdentifier(readRsaPublicKey(readDer(issuer.publicKey)).keyBits);
  const life = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2051-01-01T00:00:00Z") };
  const issuerTbs = buildTbsCertificate({
    ...life,
    serialNumber: Uint8Array.of(0x11, 2, 3),
    issuer: writeName({ commonName: "Issuer" }),
    subject: { commonName: "Issuer" },
    publicKey: issuer.publicKey,
    certificateAuthority: { pathLength: 0 },
    keyUsage: ["keyCertSign"],
    subjectKeyIdentifier: issuerId,
    authorityKeyIdentifier: issuerId,
  });
  const tbs = buildTbsCertificate({
    ...life,
    serialNumber: Uint8Array.of(0x7f, 1, 2, 3),
    issuer: writeName({ commonName: "Issuer" }),
    subject: { commonName: "Åse & Co", organization: "Partner" },
    publicKey: pair.publicKey,
    certificateAuthority: null,
    keyUsage: ["keyEncipherment"],
    subjectKeyIdentifier: skid,
    authorityKeyIdentifier: issuerId,
  });
  return {
    privateKey: pair.privateKey,
    certificate: assembleCertificate(tbs, await issuer.sign(tbs)),
    chain: [assembleCertificate(issuerTbs, await issuer.sign(issuerTbs))],
  };
}
