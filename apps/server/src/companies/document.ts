import { z } from "zod";
import { Problem } from "../problems/problem.ts";

/** 2 MiB, and what that is in base64 with the JSON around it. */
const LARGEST = 2 * 1024 * 1024;
export const DOCUMENT_BODY_LIMIT = 2_900_000;

const KINDS = [
  { type: "application/pdf", starts: Buffer.from("%PDF-") },
  { type: "image/png", starts: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { type: "image/jpeg", starts: Buffer.from([0xff, 0xd8, 0xff]) },
] as const;

export const documentFields = z.object({
  name: z
    .string("The file's name is missing.")
    .max(400)
    .trim()
    .normalize("NFC")
    .min(1, "The file's name is missing.")
    .max(100, "A file's name has at most 100 letters.")
    .regex(/^[\p{L}\p{N} ._()-]+$/u, "Use letters, digits, spaces and . _ - ( ) in the file's name."),
  content: z
    .base64("The file must be sent in base64.")
    .max(Math.ceil(LARGEST / 3) * 4, "A file has at most 2 MB."),
});

export interface ReadDocument {
  readonly name: string;
  readonly type: (typeof KINDS)[number]["type"];
  readonly content: Buffer;
}

/**
 * A file as somebody sent it. Its type is told by its first bytes, never by its name: what is stored is served again, to others.
 *
 * @throws {Problem} invalid-request
 */
export function readDocument(sent: z.output<typeof documentFields>, pointer = "/content"): ReadDocument {
  const content = Buffer.from(sent.content, "base64");
  const kind = KINDS.find(({ starts }) => content.subarray(0, starts.length).equals(starts));
  if (kind === undefined || content.length > LARGEST) {
    const detail = "Send a PDF, PNG or JPEG file of at most 2 MB.";
    throw new Problem("invalid-request", detail, { fields: [{ pointer, detail }] });
  }
  return { name: sent.name, type: kind.type, content };
}

/** The file's name for a header: letters that HTTP can't carry are replaced (RFC 6266 §4.3, Appendix D). */
export function attachment(name: string): string {
  return `attachment; filename="${name.replaceAll(/[^A-Za-z0-9 ._()-]/g, "_")}"`;
}
