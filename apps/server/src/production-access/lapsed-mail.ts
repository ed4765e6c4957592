import type { Mail } from "../notifications/queue-mail.ts";

export function lapsedMail(to: string, partner: string): Mail {
  return {
    to,
    subject: `The suspension of “${partner}” was not confirmed`,
    text: `You have asked for the suspension of “${partner}”. No second operator has confirmed it within three days, so it has lapsed, and nothing was stopped.\n\nIf it is still needed, ask for it again on the page of partners.\n`,
  };
}
