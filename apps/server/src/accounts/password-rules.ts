const SHORTEST = 12;
const LONGEST = 128;
/** What must be left of a password once the words that belong to its owner are taken out. */
const OF_ITS_OWN = 6;

/** What everyone tries first: the core, before digits and signs are added at the ends. */
const COMMON = new Set([
  "password",
  "passwordpassword",
  "passw0rd",
  "p@ssw0rd",
  "p@ssword",
  "letmein",
  "letmeinletmein",
  "welcome",
  "welcomewelcome",
  "changeme",
  "changemenow",
  "changemeplease",
  "iloveyou",
  "iloveyoubaby",
  "administrator",
  "adminadmin",
  "adminadminadmin",
  "admin",
  "qwerty",
  "qwertyuiop",
  "qwertyqwerty",
  "qwertzuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qazwsxedc",
  "qazwsxedcrfv",
  "correcthorsebatterystaple",
  "trustno",
  "monkey",
  "dragon",
  "football",
  "baseball",
  "superman",
  "sunshine",
  "princess",
  "mypassword",
  "secretpassword",
  "mysecretpassword",
  "thisismypassword",
  "passwort",
  "motdepasse",
  "contraseña",
  "gatehouse",
  "mastercard",
  "openfinance",
]);

/** Rows that fingers or minds run along, both ways, each over and over. */
const RUNS = ["abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm"].flatMap((run) => [
  run.repeat(14),
  [...run].reverse().join("").repeat(14),
]);

/** Whom the password is for. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
  readonly company: string | null;
}

/** Unicode form NFKC, so that the same password typed on another keyboard is the same (NIST SP 800-63B-4 §3.1.1.2). */
export function normalizePassword(password: string): string {
  return password.normalize("NFKC");
}

/**
 * Is this good enough as a new password? Length counts most, so there are no rules about kinds of letters (NIST SP 800-63B-4 §3.1.1.2).
 *
 * @returns null, or a sentence that says what to change
 */
export function checkPassword(typed: string, owner: PasswordOwner): string | null {
  const password = normalizePassword(typed);
  const letters = [...password];
  if (letters.length < SHORTEST) return `The password needs ${SHORTEST} letters or more.`;
  if (letters.length > LONGEST) return `The password may have ${LONGEST} letters at most.`;
  if (/[\p{Cc}\p{Cs}]/u.test(password)) return "The password holds a character that can't be typed.";
  const lower = password.toLowerCase();
  if (isRepetition(lower) || RUNS.some((run) => run.includes(lower))) {
    return "The password is a pattern that is quickly guessed: take some words that don't belong together.";
  }
  if (COMMON.has(coreOf(lower)) || COMMON.has(coreOf(lower.replaceAll(/[^\p{L}\p{N}@]/gu, "")))) {
    return "The password is one that is tried first: take some words that don't belong together.";
  }
  if (isOwnersWords(lower, owner)) {
    return "The password is hardly more than your name, company or e-mail address.";
  }
  return null;
}

/** Up to four letters, over and over. */
function isRepetition(text: string): boolean {
  return /^(.{1,4}?)\1+.{0,3}$/su.test(text);
}

/** Without digits and signs at the ends. */
function coreOf(text: string): string {
  return text.replace(/^[^\p{L}]+/u, "").replace(/[^\p{L}]+$/u, "");
}

function isOwnersWords(lower: string, owner: PasswordOwner): boolean {
  const whole = [owner.email, owner.email.split("@")[0] ?? "", owner.name, owner.company ?? ""];
  const words = [...whole, ...whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))]
    .map((word) => normalizePassword(word).toLowerCase())
    .filter((word) => [...word].length >= 4)
    .sort((a, b) => b.length - a.length);
  const rest = words.reduce((left, word) => left.replaceAll(word, ""), lower);
  return rest !== lower && [...rest.replaceAll(/[^\p{L}\p{N}]/gu, "")].length < OF_ITS_OWN;
}
