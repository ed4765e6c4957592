import type { Transporter } from "nodemailer";
import type { ClaimedMail } from "./claim-mail.ts";

export type SendResult =
  | { readonly outcome: "sent" }
  | { readonly outcome: "refused" | "failed" /** Codes only. */; readonly reason: string };

export type SendMail = (mail: ClaimedMail, stop: AbortSignal) => Promise<SendResult>;

/** A try takes no longer, whatever the server does; shorter than a lease. */
const DEADLINE_MS = 60_000;

/**
 * Hands mails to the server of GATEHOUSE_SMTP_URL. A log-in goes over TLS only, unless the server is this machine. The Message-ID is the
 * mail's own, so that a receiver can tell a second copy (RFC 5322 §3.6.4).
 *
 * @param from sender, with or without a display name, as in GATEHOUSE_MAIL_FROM
 */
export function smtpSender(smtpUrl: string, from: string): SendMail {
  let opened: Promise<Transporter> | null = null;
  const transport = () => {
    opened ??= openTransport(smtpUrl);
    return opened;
  };
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "localhost";
  return async (mail, stop) => {
    try {
      await (await transport()).sendMail({
        from,
        to: { name: "", address: mail.recipient },
        subject: mail.subject,
        text: mail.body,
        ...(mail.html === null ? {} : { html: mail.html }),
        date: mail.queuedAt,
        messageId: `<${mail.id}@${domain}>`,
        // RFC 3834 §5: no out-of-office answers to this.
        headers: { "auto-submitted": "auto-generated" },
        signal: AbortSignal.any([stop, AbortSignal.timeout(DEADLINE_MS)]),
      });
      return { outcome: "sent" };
    } catch (error) {
      return resultOf(error);
    }
  };
}

/** The library comes with the first mail: a program without a mail server sends none, and loading it is work at each start. */
async function openTransport(smtpUrl: string): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  const url = new URL(smtpUrl);
  return createTransport({
    url: smtpUrl,
    ...(url.protocol === "smtp:" && url.username !== "" && !isLoopback(url.hostname)
      ? { requireTLS: true }
      : {}),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}

/** 5xx to the recipient or the message is final (RFC 5321 §4.2.1); to the log-in or the sender it is our own set-up, which gets mended. */
function resultOf(error: unknown): SendResult {
  const { code, responseCode, command } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  const reason = [code, responseCode, command]
    .filter((part) => typeof part === "string" || typeof part === "number")
    .join(" ")
    .slice(0, 100);
  const final =
    typeof responseCode === "number" && responseCode >= 500 && (command === "RCPT TO" || command === "DATA");
  return { outcome: final ? "refused" : "failed", reason: reason === "" ? "unknown" : reason };
}
