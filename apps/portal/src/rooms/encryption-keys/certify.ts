import { post } from "../../api/call.ts";
import type { EnvironmentType, Issued, MastercardKey } from "../../api/types.ts";

export interface Certified {
  readonly fileName: string;
  readonly issued: Issued;
}

/** Sends a request to the desk, which takes it twice, and brings the key it has become. */
export type Certify = (alias: string, certificateRequest: string) => Promise<Certified>;

/** @param replaces a compromised key whose place the new one takes at once; null: the new key is added beside the others */
export function certifyFor(
  projectId: string,
  environment: EnvironmentType,
  replaces: MastercardKey | null,
): Certify {
  const at = `/projects/${projectId}`;
  return async (alias, certificateRequest) => {
    if (replaces === null) {
      const path = `${at}/environments/${environment}/mastercard-encryption-keys`;
      const answer = await post<{ key: MastercardKey; issued: Issued }>(path, { alias, certificateRequest });
      return { fileName: answer.key.fileName, issued: answer.issued };
    }
    const path = `${at}/mastercard-encryption-keys/${replaces.id}/compromised`;
    const answer = await post<{ successor: MastercardKey | null; issued: Issued | null }>(path, {
      successor: { alias, certificateRequest },
    });
    if (answer.successor === null || answer.issued === null) {
      throw new Error(
        "The old key is revoked, but the new one was not taken: it waits for your second factor. Show it, then add a key.",
      );
    }
    return { fileName: answer.successor.fileName, issued: answer.issued };
  };
}
