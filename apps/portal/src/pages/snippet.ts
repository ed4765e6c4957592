import type { Environment } from "../api/types.ts";

/** A beginning for a program with the published Node.js client library; names and files are real, secrets are not in it. */
export function clientSnippet(environment: Environment): string {
  const [clientKey] = environment.clientEncryptionKeys;
  const key = environment.mastercardEncryptionKeys.find(({ status }) => status === "active");
  return `const { JweEncryption } = require("mastercard-client-encryption");

const jwe = new JweEncryption({
  paths: [{
    path: "/aggregation",
    toEncrypt: [{ element: "$", obj: "$" }],
    toDecrypt: [{ element: "encryptedData", obj: "$" }],
  }],
  mode: "JWE",
  encryptedValueFieldName: "encryptedData",
  publicKeyFingerprintType: "publicKey",
  encryptionCertificate: "./${clientKey?.fileName ?? "client-encryption-key.pem"}",
  keyStore: "./${key?.fileName ?? "mastercard-encryption-key.p12"}",
  keyStoreAlias: "${key?.alias ?? "<key alias>"}",
  keyStorePassword: process.env.KEYSTORE_PASSWORD,
});

// Send with each call which keys you can read: the project's page shows who is ready for the next one.
const headers = { "x-decryption-keys": "${key?.kid ?? "<kid>"}" };`;
}

export function tokenSnippet(environment: Environment, partnerId: string): string {
  return `curl -X POST ${environment.gatewayUrl}/aggregation/v2/partners/authentication \\
  -H 'Content-Type: application/json' \\
  -H "Finicity-App-Key: $APP_KEY" \\
  -d '{"partnerId":"${partnerId}","partnerSecret":"'"$PARTNER_SECRET"'"}'`;
}
