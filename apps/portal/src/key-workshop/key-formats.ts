import type { KeyFormat } from "@gatehouse/keystore/key-file/write-key-file";

export type OtherFormat = Exclude<KeyFormat, "p12">;

/** Said of the forms beside the key file, for programs that can't read that one. All hold the same key. */
export const OTHER_FORMATS: readonly {
  readonly format: OtherFormat;
  readonly name: string;
  /** Who needs this form. */
  readonly forWhom: string;
  /** How little protects it; null: as much as there should be. */
  readonly danger: string | null;
}[] = [
  {
    format: "compatible-p12",
    name: "Compatibility key file (.p12)",
    forWhom: "For the Go client library, Windows Server 2016, and older macOS and Java.",
    danger:
      "It is weaker protected, by triple DES and SHA-1: who gets the file can try hundreds of thousands of passwords a second. Guard it like the key itself.",
  },
  {
    format: "encrypted-pem",
    name: "Private key (.pem), encrypted",
    forWhom:
      "For programs that read PEM and take a password, such as OpenSSL, Python, Node.js and Java. The password is that of the key file.",
    danger: null,
  },
  {
    format: "plain-pem",
    name: "Private key (.pem), not encrypted",
    forWhom: "For the Ruby client library, and for programs that read PEM and take no password.",
    danger: "Nothing protects it: who gets the file can read every answer to you.",
  },
];
