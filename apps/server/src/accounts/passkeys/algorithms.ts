/**
 * What a passkey may sign with: EdDSA, ES256, RS256 (IANA COSE Algorithms). A passkey lasts for years, so ML-DSA waits until Node.js calls its
 * verification stable.
 */
export const PASSKEY_ALGORITHMS: number[] = [-8, -7, -257];
