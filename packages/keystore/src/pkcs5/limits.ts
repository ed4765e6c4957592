import { malformed } from "../der/read.ts";
import { KeystoreError } from "../keystore-error.ts";

/** More would only keep the reader busy. */
const MOST_ITERATIONS = 5_000_000;

/** @throws {KeystoreError} malformed, unsupported-file */
export function checkIterations(iterations: number): number {
  if (iterations < 1) throw malformed("it says that its password was not used");
  if (iterations > MOST_ITERATIONS) throw unsupportedProtection();
  return iterations;
}

/** For a file that is whole, but in a profile that isn't read here. */
export function unsupportedProtection(): KeystoreError {
  return new KeystoreError(
    "unsupported-file",
    "The key file is protected in a way that isn't read here. Read are: PBES2 with AES-128 or AES-256, and triple DES with SHA-1.",
  );
}
