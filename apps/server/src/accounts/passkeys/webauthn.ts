/**
 * The library that makes options for authenticators and checks their answers. It brings all that reads certificates, a tenth of the work of a
 * start, so it is loaded when the first passkey is used.
 */
export function webauthn(): Promise<typeof import("@simplewebauthn/server")> {
  return import("@simplewebauthn/server");
}
