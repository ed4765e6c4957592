import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { claimMail } from "./claim-mail.ts";
import { type SendMail, smtpSender } from "./send-mail.ts";
import { markDelayed, markGivenUp, markSent, sweepMails } from "./settle-mail.ts";

export interface MailWorkerDeps {
  readonly database: Database;
  /** Null: nothing is sent, mails wait in the local mailbox; old ones are still swept. */
  readonly smtpUrl: string | null;
  readonly from: string;
  readonly log: Logger;
  readonly clock?: () => Date;
  readonly pollMs?: number;
}

export interface MailWorker {
  /** Ends after the mail that is just being sent; one that takes over five seconds is left for another time. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 5_000;
const SWEEP_EVERY_MS = 10 * 60_000;

/**
 * Sends queued mails. Any number of workers may run. A mail is sent once for each time an SMTP server takes it: should a worker die
 * between the server's "250 OK" and the commit that notes it, the mail goes out again with the same Message-ID when the lease is over.
 * No queue can close this gap, because SMTP and the database have no common transaction.
 */
export function startMailWorker(deps: MailWorkerDeps): MailWorker {
  const clock = deps.clock ?? (() => new Date());
  const send = deps.smtpUrl === null ? null : smtpSender(deps.smtpUrl, deps.from);
  const stopping = new AbortController();
  const stopSending = new AbortController();
  let sweptAt = Number.NEGATIVE_INFINITY;

  async function round(): Promise<void> {
    if (clock().getTime() - sweptAt >= SWEEP_EVERY_MS) {
      await sweepMails(deps.database, clock());
      sweptAt = clock().getTime();
    }
    if (send === null) return;
    while (!stopping.signal.aborted && (await sendOne(send))) {
      // Next one at once; a server that is away ends the round, so that it isn't hammered.
    }
  }

  /** @returns true if a mail was dealt with and the next may follow */
  async function sendOne(sendMail: SendMail): Promise<boolean> {
    const mail = await claimMail(deps.database, clock());
    if (mail === null) return false;
    const result = await sendMail(mail, stopSending.signal);
    if (result.outcome === "sent") {
      await markSent(deps.database, mail, clock());
      return true;
    }
    deps.log.warn(
      { mail: mail.id, attempts: mail.attempts, reason: result.reason },
      `mail ${result.outcome}`,
    );
    if (result.outcome === "refused") {
      await markGivenUp(deps.database, mail, clock(), result.reason);
      return true;
    }
    await markDelayed(deps.database, mail, clock(), result.reason);
    return false;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (error) {
        deps.log.warn({ err: error }, "mail queue out of reach");
      }
      await pause(deps.pollMs ?? 1_000, stopping.signal);
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      const late = setTimeout(() => stopSending.abort(), STOP_WITHIN_MS);
      await running;
      clearTimeout(late);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
