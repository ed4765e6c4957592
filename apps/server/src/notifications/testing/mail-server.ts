import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface TakenMail {
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly source: string;
}

/** A real SMTP server on this machine that keeps what it takes. */
export interface MailServer {
  readonly port: number;
  readonly url: string;
  readonly taken: TakenMail[];
  close(): Promise<void>;
}

export interface MailServerSettings {
  readonly port?: number;
  /** Answers RCPT TO: an SMTP code to refuse with, or null to take it. */
  readonly refuse?: (address: string) => number | null;
  /** How long it thinks before it takes a message. */
  readonly delayMs?: number;
  /** Takes mail from those who log in so and from nobody else. */
  readonly logIn?: { readonly user: string; readonly password: string };
}

export async function startMailServer(settings: MailServerSettings = {}): Promise<MailServer> {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: settings.logIn === undefined,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth({ username, password }, _session, callback) {
      const { logIn } = settings;
      if (logIn !== undefined && username === logIn.user && password === logIn.password) {
        callback(null, { user: username });
      } else callback(new Error("wrong log-in"));
    },
    onRcptTo(address, _session, callback) {
      const code = settings.refuse?.(address.address) ?? null;
      if (code === null) callback();
      else callback(Object.assign(new Error("refused"), { responseCode: code }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        setTimeout(() => {
          taken.push({
            to: session.envelope.rcptTo.map((recipient) => recipient.address),
            source: Buffer.concat(chunks).toString("utf8"),
          });
          callback();
        }, settings.delayMs ?? 0);
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(settings.port ?? 0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
