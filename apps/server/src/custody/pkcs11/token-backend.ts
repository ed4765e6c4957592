import { readFile, stat } from "node:fs/promises";
import type { Backend } from "../backend.ts";
import { TokenError } from "./token-error.ts";
import { asking, tokenKey } from "./token-key.ts";
import { TokenLink } from "./token-link.ts";
import type { TokenSettings } from "./token-messages.ts";

/** The token as the settings have it. */
export interface TokenPlace extends Omit<TokenSettings, "pin"> {
  /** The PIN, or the path of the file that holds it, read at each opening. */
  readonly pin: { readonly value: string } | { readonly file: string };
}

/** A PIN's file has one line; PKCS#11 libraries take PINs of up to 255 bytes. */
const LONGEST_PIN = 255;

/** A token and what custody, and the issuing authority, may ask of it. */
export interface TokenBackend extends Backend {
  readonly link: TokenLink;
}

/** Master keys inside a PKCS#11 token, by their CKA_ID. */
export function tokenBackend(token: TokenPlace): TokenBackend {
  const link = new TokenLink(async () => ({ ...token, pin: await pinOf(token) }));
  const place = `the token ${nameOf(token)}`;
  return {
    name: "pkcs11",
    place,
    link,
    keys: () =>
      asking(place, async () =>
        (await link.ask({ do: "list-master-keys" })).map((id) => tokenKey(link, id, place)),
      ),
    create: () =>
      asking(place, async () => tokenKey(link, await link.ask({ do: "create-master-key" }), place)),
    away: () => (link.failure === null ? null : `${place}: ${link.failure.message}`),
    close: () => link.close(),
  };
}

function nameOf({ token, slot, library }: TokenPlace): string {
  if (token !== null) return `"${token}"`;
  return slot === null ? `of ${library}` : `in slot ${slot}`;
}

async function pinOf({ pin }: TokenPlace): Promise<string> {
  if ("value" in pin) return pin.value;
  const readable = await stat(pin.file).then(
    ({ mode }) => (mode & 0o077) !== 0,
    () => false,
  );
  if (readable) {
    throw new TokenError(
      "settings",
      `the file with its PIN, ${pin.file}, can be read by others: chmod 600 it`,
    );
  }
  const text = await readFile(pin.file, "utf8").catch((error: unknown) => {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new TokenError("settings", `the file with its PIN, ${pin.file}, can't be read (${why})`);
  });
  const line = text.replace(/\r?\n$/, "");
  if (line === "" || line.length > LONGEST_PIN || /[\r\n]/.test(line)) {
    throw new TokenError(
      "settings",
      `the file with its PIN, ${pin.file}, must hold the PIN and nothing else`,
    );
  }
  return line;
}
