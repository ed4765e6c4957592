import { type Form, formsOf } from "./forms.ts";

export interface Hit {
  /** Name of the secret. */
  readonly secret: string;
  readonly form: string;
  /** Where in the haystack the piece begins. */
  readonly at: number;
  /** Where the piece begins in the secret, so that `at - offset` is where the secret begins. */
  readonly offset: number;
}

interface Needle extends Form {
  readonly secret: string;
  readonly offset: number;
}

const FILTER_BITS = 22;

/** Looks for many secrets at once, each in all forms, in one pass over a haystack. */
export class Scanner {
  /** By their first four octets. */
  readonly #needles = new Map<number, Needle[]>();
  /** One bit for each way in which a needle may begin, so that most octets are passed over at the cost of one look. */
  readonly #filter = new Uint8Array(1 << FILTER_BITS);
  readonly #known = new Map<string, string>();

  /** @returns the names of all secrets that are looked for */
  get secrets(): string[] {
    return [...this.#known.values()];
  }

  /** The same secret given again keeps its first name. */
  add(name: string, secret: string | Uint8Array): void {
    const known = Buffer.from(secret as string).toString("base64");
    if (this.#known.has(known)) return;
    this.#known.set(known, name);
    const seen = new Set<string>();
    for (const { at, ...form } of formsOf(secret)) {
      const text = form.bytes.toString("base64");
      if (seen.has(text)) continue;
      seen.add(text);
      const start = form.bytes.readUInt32LE(0);
      this.#filter[slot(start)] = 1;
      const others = this.#needles.get(start);
      const needle = { ...form, secret: name, offset: at };
      if (others === undefined) this.#needles.set(start, [needle]);
      else others.push(needle);
    }
  }

  scan(haystack: Buffer): Hit[] {
    const hits: Hit[] = [];
    let start = 0;
    for (let end = 0; end < haystack.length; end += 1) {
      start = (start >>> 8) | ((haystack[end] ?? 0) << 24);
      if (end < 3 || this.#filter[slot(start)] === 0) continue;
      for (const needle of this.#needles.get(start >>> 0) ?? []) {
        const at = end - 3;
        if (haystack.subarray(at, at + needle.bytes.length).equals(needle.bytes)) {
          hits.push({ secret: needle.secret, form: needle.name, at, offset: needle.offset });
        }
      }
    }
    return hits;
  }
}

/** Fibonacci hashing. */
function slot(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> (32 - FILTER_BITS);
}
