export const LONGEST_ALIAS = 64;

/**
 * Why a key can't have this alias, or null. Letters, digits and a few signs: Java's keytool writes aliases in small letters and takes
 * them in any case, the published Node.js client library takes them to the letter.
 */
export function checkAlias(alias: string): string | null {
  if (alias === "") return "Give the key an alias.";
  if (alias.length > LONGEST_ALIAS) return `An alias has at most ${LONGEST_ALIAS} characters.`;
  if (!/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/.test(alias) || alias.endsWith(" ")) {
    return "Use letters A to Z, digits, spaces, dots, dashes and underscores, beginning with a letter or digit.";
  }
  return null;
}
