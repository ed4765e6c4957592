import * as oidc from "openid-client";
import type { Logger } from "pino";
import type { IdentityConfig } from "../../config.ts";
import { Problem } from "../../problems/problem.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import type { FlowSecrets } from "./flow.ts";
import { readSecret } from "./read-secret.ts";

/** Who the service says that somebody is. `subject` is unique and never given again within `issuer` (OpenID Connect Core 1.0 §2). */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Everything it said of them, as it was said: nobody has looked at it yet. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An OpenID Connect provider that people log in at. */
export interface IdentityService {
  /** What the page calls it. */
  readonly name: string;
  readonly company: IdentityConfig["company"];
  /** Is it asked for addresses, so that people can sign up by it? */
  readonly signUp: boolean;
  /**
   * Where the browser is to go.
   *
   * @throws {Problem} identity-service-away
   */
  addressFor(flow: FlowSecrets): Promise<string>;
  /**
   * Exchanges the code that the browser came back with.
   *
   * @param query as it stands in the address, with the question mark
   * @param ask also ask the UserInfo endpoint, where many services tell what isn't in the ID token
   * @throws {Problem} identity-refused, identity-service-away
   */
  identityOf(flow: FlowSecrets, query: string, ask: "id-token" | "user-info"): Promise<Identity>;
}

/** For each request to the service. */
const TIMEOUT_SECONDS = 8;
/**
 * A log-in that had to be anew may be this old: whoever sits at the browser can take the wish for one out of the address, so the answer is
 * looked at for when it was (`max_age` and `auth_time`, OpenID Connect Core 1.0 §3.1.2.1).
 */
const ANEW_SECONDS = 300;
/** The service's own description is read anew after this. */
const KNOWN_FOR_MS = 3_600_000;

/** @param publicUrl the portal's address as people see it; `/identity` below it is what the service must know as the redirect URI */
export function createIdentityService(
  config: IdentityConfig,
  publicUrl: () => string,
  log: Logger,
): IdentityService {
  let known: { readonly client: Promise<oidc.Configuration>; readonly until: number } | null = null;
  const redirectUri = () => `${publicUrl()}/identity`;

  const client = (): Promise<oidc.Configuration> => {
    if (known === null || known.until < Date.now()) {
      const found = discover(config);
      known = { client: found, until: Date.now() + KNOWN_FOR_MS };
      found.catch(() => {
        known = null;
      });
    }
    return known.client;
  };

  return {
    name: config.name,
    company: config.company,
    signUp: config.scopes.split(" ").includes("email"),
    async addressFor(flow) {
      const address = oidc.buildAuthorizationUrl(await client().catch(away), {
        redirect_uri: redirectUri(),
        scope: config.scopes,
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.codeVerifier),
        code_challenge_method: "S256",
        ...(flow.again ? { prompt: "login", max_age: String(ANEW_SECONDS) } : {}),
      });
      return address.href;
    },
    async identityOf(flow, query, ask) {
      const found = await client().catch(away);
      try {
        const tokens = await oidc.authorizationCodeGrant(found, new URL(redirectUri() + query), {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.codeVerifier,
          idTokenExpected: true,
          ...(flow.again ? { maxAge: ANEW_SECONDS } : {}),
        });
        const idToken = tokens.claims();
        if (idToken === undefined) throw new Error("no ID token");
        const told =
          ask === "user-info" && found.serverMetadata().userinfo_endpoint !== undefined
            ? await oidc.fetchUserInfo(found, tokens.access_token, idToken.sub)
            : {};
        return { issuer: idToken.iss, subject: idToken.sub, claims: { ...told, ...idToken } };
      } catch (error) {
        return isAway(error) ? away(error) : refused(error);
      }
    },
  };

  function away(error: unknown): never {
    log.warn({ reason: reasonOf(error) }, "the identity service could not be used");
    throw new Problem(
      "identity-service-away",
      `${config.name} can't be reached at the moment. Try again, or log in with your password.`,
      { retryAfterSeconds: 30 },
    );
  }

  function refused(error: unknown): never {
    log.warn({ reason: reasonOf(error) }, "an answer of the identity service was refused");
    const denied = error instanceof oidc.AuthorizationResponseError && error.error === "access_denied";
    throw new Problem(
      "identity-refused",
      denied
        ? `${config.name} did not log you in, or you did not agree to it.`
        : `The answer of ${config.name} could not be accepted. Begin again; if it stays, tell the provider.`,
    );
  }
}

async function discover(config: IdentityConfig): Promise<oidc.Configuration> {
  const issuer = new URL(config.issuer);
  const secret = await readSecret(config.secret);
  const options = {
    [oidc.customFetch]: boundedFetch,
    timeout: TIMEOUT_SECONDS,
    // Settings allow plain HTTP on this machine only.
    execute: issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : [],
  };
  const found = await oidc.discovery(issuer, config.clientId, undefined, oidc.None(), options);
  const client = new oidc.Configuration(
    found.serverMetadata(),
    config.clientId,
    undefined,
    authenticationBy(secret, found.serverMetadata().token_endpoint_auth_methods_supported),
  );
  client[oidc.customFetch] = boundedFetch;
  client.timeout = TIMEOUT_SECONDS;
  if (issuer.protocol === "http:") oidc.allowInsecureRequests(client);
  // The ID token comes straight from the service over TLS, for which OpenID Connect Core 1.0 §3.1.3.7 would do without; its signature is
  // checked all the same.
  oidc.enableNonRepudiationChecks(client);
  return client;
}

/** Basic is what a service takes that says nothing (OpenID Connect Discovery 1.0 §3). */
function authenticationBy(secret: string | null, methods: readonly string[] | undefined): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const posted = methods !== undefined && !methods.includes("client_secret_basic");
  return posted ? oidc.ClientSecretPost(secret) : oidc.ClientSecretBasic(secret);
}

/** Network, time-out, or an answer of the kind that says "later". */
function isAway(error: unknown): boolean {
  if (
    (error instanceof TypeError && !("code" in error)) ||
    (error instanceof DOMException && error.name === "TimeoutError")
  )
    return true;
  return reasonOf(error) === "OAUTH_TIMEOUT";
}

/** A word for the log: messages can hold what the service sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return error.error.slice(0, 80);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
