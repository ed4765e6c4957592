/** As much of the header as is looked at; real ones are shorter. */
const READ_AT_MOST = 512;
/** Longest words that are kept, which a constraint holds too. */
export const DEVICE_AT_MOST = 60;

/** Browsers by what only they say of themselves; the first that fits, since most claim to be the others as well. */
const BROWSERS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Headless)?(Chrome|Chromium|CriOS)\//, "Chrome"],
  [/\bVersion\/[\d.]+.* Safari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\b(iPhone|iPod)\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/**
 * What a person calls the device that a request comes from: "Firefox on Windows", or a program by the name it gives itself. The header can
 * say anything, so no more than these words of it is kept (RFC 9110 §10.1.5).
 *
 * @param userAgent the User-Agent header as it came
 */
export function deviceOf(userAgent: string | undefined): string {
  const said = (userAgent ?? "").slice(0, READ_AT_MOST);
  const browser = nameIn(BROWSERS, said);
  const system = nameIn(SYSTEMS, said);
  if (browser !== null) return system === null ? browser : `${browser} on ${system}`;
  const program = /^[A-Za-z][\w.+-]{0,39}/.exec(said)?.[0];
  if (program === undefined || program === "Mozilla") return system ?? "A device that says nothing of itself";
  return program;
}

function nameIn(list: typeof BROWSERS, said: string): string | null {
  return list.find(([sign]) => sign.test(said))?.[1] ?? null;
}
