import { z } from "zod";

/** Base64url without padding, up to so many letters. */
const base64url = (most: number) =>
  z
    .string("This is not what an authenticator answers.")
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/);

const common = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}).default({}),
};

/** RegistrationResponseJSON (WebAuthn level 3 §5.1), as much of it as is looked at. */
export const registrationField = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(4_096),
    attestationObject: base64url(12_000),
    transports: z.array(z.string().max(32)).max(8).default([]),
  }),
});

/** AuthenticationResponseJSON. */
export const authenticationField = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(4_096),
    authenticatorData: base64url(4_096),
    // ML-DSA-87, the longest that authenticators make, has 4,627 octets (FIPS 204 §4).
    signature: base64url(8_192),
  }),
});

export type Registration = z.output<typeof registrationField>;
export type Authentication = z.output<typeof authenticationField>;

/** What the browser's own function takes; the library makes it. */
export const optionsAnswer = z.looseObject({ challenge: z.string() });
