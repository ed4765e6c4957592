/** A refusal of the desk or the gate, or a server that isn't there, in a line for the terminal. */
export class QuickstartError extends Error {
  override readonly name = "QuickstartError";
}

/** Calls the portal's public API as the portal's own pages do, and keeps the session cookie. */
export class DeskClient {
  readonly origin: string;
  #cookie: string | null = null;

  constructor(portalUrl: string) {
    this.origin = new URL(portalUrl).origin;
  }

  /** Of the session, as it is sent; null while nobody is logged in. */
  get cookie(): string | null {
    return this.#cookie;
  }

  async get<T>(path: string): Promise<T> {
    return this.#call<T>("GET", path, null);
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>("POST", path, body);
  }

  async delete(path: string): Promise<void> {
    await this.#send("DELETE", path, null);
  }

  async text(path: string): Promise<string> {
    return (await this.#send("GET", path, null)).text();
  }

  async #call<T>(method: string, path: string, body: unknown): Promise<T> {
    return (await (await this.#send(method, path, body)).json()) as T;
  }

  async #send(method: string, path: string, body: unknown): Promise<Response> {
    const response = await fetch(new URL(path, this.origin), {
      method,
      headers: {
        "x-gatehouse-client": "1",
        ...(body === null ? {} : { "content-type": "application/json" }),
        ...(this.#cookie === null ? {} : { cookie: this.#cookie }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new QuickstartError(
        `nothing answers at ${this.origin}: start Gatehouse with npm start, or give --portal URL`,
      );
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.#cookie = cookie.split(";")[0] ?? null;
    if (!response.ok) {
      const problem = (await response.json().catch(() => ({}))) as { detail?: string };
      throw new QuickstartError(
        `${method} ${path} was refused (${response.status}): ${problem.detail ?? "no reason given"}`,
      );
    }
    return response;
  }
}
