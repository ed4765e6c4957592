import { z } from "zod";

const HOUR_MS = 3_600_000;

export type LinkPurpose = "reset-password" | "first-operator" | "second-factor";

/** By what a second factor is shown; each is one beside the password, a passkey is two by itself. */
export type ShownBy = "passkey" | "app" | "recovery-code";

/**
 * How long a second factor that was shown counts for what changes the ways into an account: for one sitting. Who binds a further authenticator
 * has shown the best that the account has (NIST SP 800-63B-4 §4.1).
 */
export const SHOWN_FOR_MS = HOUR_MS / 4;

/** How long a link in a mail works, in milliseconds. */
export const LINK_LIFE_MS = {
  "confirm-email": 24 * HOUR_MS,
  "reset-password": HOUR_MS,
  "first-operator": 24 * HOUR_MS,
  "new-operator": 72 * HOUR_MS,
  /** Between the two steps of a log-in; it is in no mail. */
  "second-factor": HOUR_MS / 6,
  /** From a passkey's challenge to its answer. */
  passkey: HOUR_MS / 12,
  "change-email": 24 * HOUR_MS,
  /** To the identity service and back. */
  "identity-flow": HOUR_MS / 6,
} as const;

/** A session ends after 12 hours without a request, and after 7 days in any case. */
export const SESSION_IDLE_MS = 12 * HOUR_MS;
export const SESSION_LIFE_MS = 7 * 24 * HOUR_MS;

/** Sessions that an account has at the same time; one more ends the one that has been still for longest. */
export const MOST_SESSIONS = 100;

export const MOST_PASSKEYS = 20;

/** Longest password that is read at all, in UTF-16 units; the rules themselves are in password-rules.ts. */
export const PASSWORD_READ_AT_MOST = 512;

/**
 * An e-mail address as the key of an account: ASCII, at most 254 letters (RFC 5321 §4.5.3.1), in lower case. ASCII is checked before
 * the case is changed, because some letters of other scripts turn into ASCII ones.
 */
export const emailField = z
  .string("The e-mail address is missing.")
  .max(254, "The e-mail address may have 254 letters at most.")
  .trim()
  .regex(/^[\x21-\x7e]+$/, "This is not an e-mail address.")
  .toLowerCase()
  .pipe(z.email("This is not an e-mail address."))
  .refine(
    (address) => address.indexOf("@") <= 64 && address.length - address.indexOf("@") - 1 <= 189,
    "The part before the @ may have 64 letters at most, the part behind it 189.",
  );

/** A password as it is typed; what makes a new one good is checked by checkPassword. */
export const passwordField = z
  .string("The password is missing.")
  .min(1, "The password is missing.")
  .max(PASSWORD_READ_AT_MOST, "The password may have 128 letters at most.");
