import { SHORTEST } from "./forms.ts";
import type { Scanner } from "./scanner.ts";

export interface Answered {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into
  readonly json: any;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON, a text as it is. */
  readonly body?: unknown;
}

/** Fields that hold what nobody else may read, in requests and answers alike. */
const SECRET_FIELD = /(password|secret|token|app-?key|^answer)$/i;

/**
 * A caller that keeps its session, and notes each secret that passes by in either direction: by the name of its field, header or cookie,
 * so that what is added later is noted as well.
 */
export class Wire {
  readonly #origin: string;
  readonly #scanner: Scanner;
  readonly #name: string;
  #cookie: string | null = null;

  constructor(name: string, origin: string, scanner: Scanner) {
    this.#name = name;
    this.#origin = origin;
    this.#scanner = scanner;
  }

  async call(method: string, path: string, sent: Sent = {}): Promise<Answered> {
    const { body } = sent;
    const headers: Record<string, string> = {
      "x-gatehouse-client": "1",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(this.#cookie === null ? {} : { cookie: this.#cookie }),
      ...sent.headers,
    };
    this.#note("", headers);
    this.#note("", body);
    const response = await fetch(new URL(path, this.#origin), {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    const json = parsed(text);
    this.#note("", json);
    return { status: response.status, text, json };
  }

  #keep(header: string): void {
    this.#cookie = header.split(";")[0] ?? null;
    const value = this.#cookie?.slice(this.#cookie.indexOf("=") + 1) ?? "";
    if (value.length >= SHORTEST) this.#scanner.add(`session of ${this.#name}`, value);
  }

  #note(field: string, value: unknown): void {
    if (typeof value === "string") {
      if (!SECRET_FIELD.test(field) || value.length < SHORTEST) return;
      this.#scanner.add(`${field} of ${this.#name}: ${value.slice(0, 4)}…`, value);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value))
        this.#note(Array.isArray(value) ? field : name, inner);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
