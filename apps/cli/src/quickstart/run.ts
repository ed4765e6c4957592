import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { KeyFormat } from "@gatehouse/keystore/key-file/write-key-file";
import { firstCall } from "./first-call.ts";
import { onboard } from "./onboard.ts";

export interface QuickstartOptions {
  readonly portalUrl: string;
  /** One JSON object and nothing else on standard output. */
  readonly json: boolean;
  /** Where the key files go; null: a new folder under the current one. */
  readonly out: string | null;
  /** Of the private key's file. */
  readonly keyFormat: KeyFormat;
}

/** Onboards a partner, writes its key files (mode 0600; a file that is there is never written over) and makes an encrypted call. */
export async function quickstart(options: QuickstartOptions, print: (line: string) => void): Promise<void> {
  const tell = options.json ? () => undefined : print;
  const partner = await onboard(options.portalUrl, tell, options.keyFormat);
  const folder = options.out === null ? await mkdtemp(resolve("gatehouse-partner-")) : resolve(options.out);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const certificatePath = join(folder, partner.clientEncryptionFileName);
  const keyPath = join(folder, partner.mastercardEncryptionFileName);
  await writeFile(certificatePath, partner.clientEncryptionCertificate, { mode: 0o600, flag: "wx" });
  await writeFile(keyPath, partner.mastercardEncryptionKey, { mode: 0o600, flag: "wx" });
  tell(`Wrote ${certificatePath} and ${keyPath}.`);
  const call = await firstCall(partner);
  if (options.json) {
    print(
      JSON.stringify({
        portalUrl: partner.portalUrl,
        gatewayUrl: partner.gatewayUrl,
        projectId: partner.projectId,
        partnerId: partner.partnerId,
        partnerSecret: partner.partnerSecret,
        appKey: partner.appKey,
        clientEncryptionCertificate: certificatePath,
        mastercardEncryptionKey: keyPath,
        keyAlias: partner.keyAlias,
        keystorePassword: partner.keystorePassword,
        customerId: call.customerId,
      }),
    );
    return;
  }
  tell("");
  tell("An encrypted call, POST /aggregation/v2/customers/testing:");
  tell(`  sent      ${shortened(call.sent)}`);
  tell(`  received  ${shortened(call.received)}`);
  tell(`  decrypted ${call.decrypted}`);
  tell("");
  tell(
    `Partner ID ${partner.partnerId}; see the project at ${partner.portalUrl}/projects/${partner.projectId}`,
  );
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
