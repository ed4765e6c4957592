export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 128;

/**
 * Why a password can't protect a key file, or null. Printable ASCII alone: PKCS#12 leaves open how other letters are written down, and
 * files made with them are not opened by Java's keytool and by node-forge.
 */
export function checkPassword(password: string): string | null {
  if (password.length < SHORTEST_PASSWORD) return `Use at least ${SHORTEST_PASSWORD} characters.`;
  if (password.length > LONGEST_PASSWORD) return `Use at most ${LONGEST_PASSWORD} characters.`;
  if (!/^[\x20-\x7e]*$/.test(password)) {
    return "Use only letters A to Z, digits, spaces and common signs: other letters make a file that Java and some client libraries can't open.";
  }
  return null;
}
