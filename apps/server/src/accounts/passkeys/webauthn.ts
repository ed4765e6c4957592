/**
 * The library that makes options for authenticators and checks their answers. It brings all that reads certificates, some 270 files, so it
 * is loaded when the first passkey is used and not at each start.
 */
export function webauthn(): Promise<typeof import("@simplewebauthn/server")> {
  return import("@simplewebauthn/server");
}
