import { createHash } from "node:crypto";
import { UpkeepError } from "../upkeep-error.ts";
import { LONGEST_LINE } from "./format.ts";

const LINE_FEED = 0x0a;
/** What ends the rows of a table, as in COPY's text format, where no row can look like it. */
export const END_OF_ROWS = Buffer.from("\\.\n");
const END_AFTER_ROWS = Buffer.from("\n\\.\n");

/** Reads a backup's text as it comes, and hashes what it has read. */
export class TextReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #hash = createHash("sha256");
  #buffer: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** SHA-256 of all that was read so far. */
  digest(): Buffer {
    return this.#hash.copy().digest();
  }

  /** @throws {UpkeepError} */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(LINE_FEED);
      if (end !== -1) return this.#take(end + 1).toString("utf8", 0, end);
      if (this.#buffer.length > LONGEST_LINE) throw new UpkeepError("this is no backup of Gatehouse");
      await this.#more();
    }
  }

  /** The rows up to the line that ends them, in pieces that break anywhere. */
  async *rows(): AsyncGenerator<Buffer> {
    while (this.#buffer.length < END_OF_ROWS.length) await this.#more();
    if (this.#buffer.subarray(0, END_OF_ROWS.length).equals(END_OF_ROWS)) {
      this.#take(END_OF_ROWS.length);
      return;
    }
    for (;;) {
      const end = this.#buffer.indexOf(END_AFTER_ROWS);
      if (end !== -1) {
        yield this.#take(end + 1);
        this.#take(END_OF_ROWS.length);
        return;
      }
      // The end of the buffer can be the beginning of the end of the rows.
      const sure = this.#buffer.length - (END_AFTER_ROWS.length - 1);
      if (sure > 0) yield this.#take(sure);
      await this.#more();
    }
  }

  /** @throws {UpkeepError} when anything follows */
  async end(): Promise<void> {
    const next = await this.#chunks.next();
    if (this.#buffer.length > 0 || next.done !== true)
      throw new UpkeepError("something follows the backup's end");
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    this.#hash.update(taken);
    return taken;
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw new UpkeepError("the backup breaks off: take another copy of it");
    this.#buffer = Buffer.concat([this.#buffer, next.value]);
  }
}
