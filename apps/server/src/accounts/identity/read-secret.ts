import { readFile } from "node:fs/promises";
import type { IdentityConfig } from "../../config.ts";

const LONGEST = 1_024;

/** The client secret at the identity service; null: it knows this desk as a public client. A file is read whenever it is needed. */
export async function readSecret(secret: IdentityConfig["secret"]): Promise<string | null> {
  if (secret === null || "value" in secret) return secret?.value ?? null;
  const text = (await readFile(secret.file, "utf8")).trim();
  if (text === "" || text.length > LONGEST)
    throw new Error("the file of the client secret is empty or too long");
  return text;
}
