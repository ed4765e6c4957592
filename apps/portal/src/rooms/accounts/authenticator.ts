import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";

/* The library is fetched by those who use a passkey, when they do. */

/** @throws {Error} with words for the person, if nothing comes of it */
export async function makePasskey(options: object): Promise<object> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }).catch(inWords);
}

/** @throws {Error} with words for the person, if nothing comes of it */
export async function signByPasskey(options: object): Promise<object> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  return startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }).catch(
    inWords,
  );
}

function inWords(error: unknown): never {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") throw new Error("This device has a passkey of your account already.");
  if (name === "NotAllowedError")
    throw new Error(
      "Nothing came of it: it was cancelled, took too long, or the device has no passkey for this desk.",
    );
  throw new Error("The device could not do this. Try another one, or use your password.");
}
