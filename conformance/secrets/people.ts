import { randomBytes } from "node:crypto";
import type { MailServer } from "../../apps/server/src/notifications/testing/mail-server.ts";
import type { Scanner } from "./scanner.ts";
import type { Wire } from "./wire.ts";

/** Looks different in each form that a secret can take: letters that are escaped in JSON, in addresses, in HTML and in SQL. */
export function planted(): string {
  return `it's "${randomBytes(9).toString("base64")}" \\ <&> %2B zoë`;
}

/** Secrets of links, by who was mailed them: their own mail is the one place where they may stand. */
export class MailedLinks {
  readonly #scanner: Scanner;
  readonly #mails: MailServer;
  readonly #recipients = new Map<string, string>();

  constructor(mails: MailServer, scanner: Scanner) {
    this.#mails = mails;
    this.#scanner = scanner;
  }

  /** Who may have the secret of this name in a mail; undefined for what is no link's. */
  recipientOf(secret: string): string | undefined {
    return this.#recipients.get(secret);
  }

  /** Waits for the next mail to somebody that has such a link. */
  async token(to: string, page: string): Promise<string> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
      for (const [index, mail] of this.#mails.taken.entries()) {
        const text = mail.source.replaceAll("=\r\n", "").replaceAll("=3D", "=");
        const token = new RegExp(`/${page}#token=([A-Za-z0-9_-]{43})`).exec(text)?.[1];
        if (token === undefined || !mail.to.includes(to) || this.#recipients.has(`${page} ${index}`))
          continue;
        this.#note(`${page} ${index}`, to, token);
        return token;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no ${page} mail to ${to}`);
  }

  #note(name: string, to: string, token: string): void {
    this.#recipients.set(name, to);
    this.#scanner.add(name, token);
  }
}

export interface Person {
  readonly email: string;
  readonly password: string;
}

/** Signs up, with what goes wrong on the way, and comes back logged in. */
export async function joinDesk(wire: Wire, links: MailedLinks): Promise<Person> {
  const email = `partner-${randomBytes(6).toString("hex")}@example.test`;
  const password = planted();
  const person = { name: "Ada", company: "Ada & Co", email, password };
  const sign = (path: string, body: unknown) => wire.call("POST", `/api/v1/accounts/${path}`, { body });
  await sign("sign-up", { ...person, password: `${planted()} `.repeat(5) });
  await sign("sign-up", { ...person, email: `no address ${planted()}` });
  await sign("sign-up", JSON.stringify(person).slice(0, -2));
  await sign("sign-up", { ...person, password: [password] });
  expectStatus(await sign("sign-up", person), 202);
  const token = await links.token(email, "confirm-email");
  await sign("confirm-email", { token, password: planted() });
  await sign("confirm-email", { token: [...token].reverse().join(""), password });
  expectStatus(await sign("confirm-email", { token, password }), 200);
  await sign("confirm-email", { token, password });
  await sign("sign-up", person);
  await sign("log-out", {});

  await sign("log-in", { email, password: planted() });
  await sign("log-in", { email: `nobody-${email}`, password });
  await sign("log-in", `{"email":"${email}","password":"${randomBytes(12).toString("base64")}`);
  await wire.call("GET", `/api/v1/accounts/log-in?password=${encodeURIComponent(password)}`);
  expectStatus(await sign("log-in", { email, password }), 200);

  const chosen = planted();
  expectStatus(await sign("forgot-password", { email }), 202);
  const reset = await links.token(email, "reset-password");
  await sign("reset-password", { token: reset, password: "too short" });
  expectStatus(await sign("reset-password", { token: reset, password: chosen }), 200);
  await sign("reset-password", { token: reset, password: planted() });
  expectStatus(await sign("log-in", { email, password: chosen }), 200);
  return { email, password: chosen };
}

export function expectStatus(answer: { status: number; text: string }, status: number): void {
  if (answer.status !== status) throw new Error(`${answer.status} in place of ${status}: ${answer.text}`);
}
