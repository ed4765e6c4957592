import { afterPress } from "../ui/after-press.ts";

/** A refusal of the management API, in the words it came with. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly fields: readonly { pointer: string; detail: string }[];

  constructor(status: number, code: string, detail: string, fields: ApiProblem["fields"] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  /** What is said of one field; null: nothing. */
  field(pointer: string): string | null {
    return this.fields.find((field) => field.pointer === pointer)?.detail ?? null;
  }
}

export function get<T>(path: string): Promise<T> {
  return call("GET", path);
}

export function post<T>(path: string, body: unknown = {}): Promise<T> {
  return call("POST", path, body);
}

export function put<T>(path: string, body: unknown): Promise<T> {
  return call("PUT", path, body);
}

export function patch<T>(path: string, body: unknown): Promise<T> {
  return call("PATCH", path, body);
}

export function remove(path: string): Promise<void> {
  return call("DELETE", path);
}

/** Its answer is told when the page isn't pressed, because it may change what stands under the pointer. */
async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  try {
    return await send<T>(method, path, body);
  } finally {
    await new Promise<void>(afterPress);
  }
}

async function send<T>(method: string, path: string, body: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiProblem(0, "offline", "The server can't be reached. Check the connection and try again.");
  }
  if (response.status === 204) return undefined as T;
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    throw new ApiProblem(
      response.status,
      answer?.code ?? "unknown",
      answer?.detail ?? "Something went wrong. Try again.",
      answer?.errors ?? [],
    );
  }
  return answer as T;
}
