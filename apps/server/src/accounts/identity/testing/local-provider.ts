import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

/** An OpenID provider of another maker on this machine, in which everybody can log in by any name. */
export interface LocalProvider {
  readonly issuer: string;
  /** The settings that a Gatehouse needs for it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Lets a portal in; nobody asks for anything before. */
  register(portalUrl: string): void;
  /** What it says of somebody from then on. */
  tell(subject: string, claims: Readonly<Record<string, unknown>>): void;
  /** Goes the way of a browser: opens the address, logs in, agrees. @returns the query with which it comes back */
  visit(address: string, subject: string): Promise<string>;
  stop(): Promise<void>;
}

const CLIENT_SECRET = "a client secret that is in no log";

export async function startLocalProvider(): Promise<LocalProvider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(privateKey)), kid: "local", alg: "RS256", use: "sig" }] };
  const told = new Map<string, Readonly<Record<string, unknown>>>();
  let answer: ReturnType<Provider["callback"]> | null = null;
  const server = createServer((request, response) => {
    if (answer === null) response.writeHead(503).end();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    settings: {
      GATEHOUSE_IDENTITY_ISSUER: issuer,
      GATEHOUSE_IDENTITY_CLIENT_ID: "gatehouse",
      GATEHOUSE_IDENTITY_CLIENT_SECRET: CLIENT_SECRET,
      GATEHOUSE_IDENTITY_NAME: "ACME Identity",
      GATEHOUSE_IDENTITY_SCOPES: "openid email profile company",
      GATEHOUSE_IDENTITY_COMPANY_CLAIMS: "id=company_id,name=company_name,address=company_address",
    },
    register(portalUrl) {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: "gatehouse",
            client_secret: CLIENT_SECRET,
            redirect_uris: [`${portalUrl}/identity`],
            response_types: ["code"],
            grant_types: ["authorization_code"],
          },
        ],
        ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
        pkce: { required: () => true },
        jwks,
        cookies: { keys: ["for this test alone"] },
        claims: {
          openid: ["sub"],
          email: ["email", "email_verified"],
          profile: ["name"],
          company: ["company_id", "company_name", "company_address"],
        },
        findAccount: (_context: unknown, subject: string) => ({
          accountId: subject,
          claims: () => ({ sub: subject, ...told.get(subject) }),
        }),
      });
      answer = provider.callback();
    },
    tell: (subject, claims) => {
      told.set(subject, claims);
    },
    visit: (address, subject) => visit(address, subject),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As a browser without scripts does: follows redirects, keeps cookies, fills in the two forms. */
async function visit(address: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>();
  const go = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  let url = address;
  let form: Record<string, string> | undefined;
  for (let step = 0; step < 12; step += 1) {
    const response = await go(url, form);
    const location = response.headers.get("location");
    if (location !== null) {
      url = new URL(location, url).href;
      form = undefined;
      if (new URL(url).pathname === "/identity") return new URL(url).search;
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (prompt === undefined)
      throw new Error(`the provider answered ${response.status}: ${page.slice(0, 400)}`);
    form = prompt === "login" ? { prompt, login: subject, password: "any" } : { prompt };
  }
  throw new Error("the provider leads nowhere");
}
