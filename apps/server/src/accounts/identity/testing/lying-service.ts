import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** What is wrong with the next answer. */
export interface Lies {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that isn't among the published ones. */
  readonly foreignKey?: boolean;
  readonly token?: "hangs" | "endless" | "500" | "no-id-token";
  /** Something that doesn't come from the service at all. */
  readonly unsigned?: boolean;
}

/** An identity service whose token endpoint says whatever a test wants, and keeps what it was asked. */
export async function startLyingService() {
  const [own, foreign] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const asked: { form: URLSearchParams; authorization: string | undefined }[] = [];
  let lies: Lies = {};
  let nonce = "";
  let closed = false;
  let poured = 0;
  const server = createServer(async (request, response) => {
    const send = (body: unknown, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (closed) return send({}, 503);
    switch (request.url) {
      case "/.well-known/openid-configuration":
        return send({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      case "/keys":
        return send({ keys: [{ ...(await exportJWK(own.publicKey)), kid: "k", alg: "RS256", use: "sig" }] });
      case "/token": {
        let body = "";
        for await (const part of request) body += String(part);
        asked.push({ form: new URLSearchParams(body), authorization: request.headers.authorization });
        if (lies.token === "hangs") return;
        if (lies.token === "500") return send({}, 500);
        if (lies.token === "endless") {
          response.writeHead(200, { "content-type": "application/json" });
          const more = () => {
            do poured += 65_536;
            while (!response.destroyed && response.write(" ".repeat(65_536)));
          };
          response.on("drain", more);
          return more();
        }
        return send({ access_token: "x", token_type: "Bearer", ...(await idToken()) });
      }
      default:
        return send({}, 404);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function idToken(): Promise<object> {
    if (lies.token === "no-id-token") return {};
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: issuer,
      aud: "gatehouse",
      sub: "radia",
      iat: now,
      exp: now + 60,
      nonce,
      ...lies.claims,
    };
    const signed = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "k" })
      .sign(lies.foreignKey === true ? foreign.privateKey : own.privateKey);
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${signed.split(".")[1]}.`;
    return { id_token: lies.unsigned === true ? none : signed };
  }

  return {
    issuer,
    asked,
    /** Octets that the endless answers had so far. */
    poured: () => poured,
    /** What the next answers hold; `address` is where the browser was sent. @returns the query that it comes back with */
    answerTo(address: string, told: Lies = {}): string {
      lies = told;
      const { searchParams } = new URL(address);
      nonce = searchParams.get("nonce") ?? "";
      return `?code=a-code&state=${searchParams.get("state")}`;
    },
    close(yes: boolean): void {
      closed = yes;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
