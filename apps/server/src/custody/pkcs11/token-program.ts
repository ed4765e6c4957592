import { TokenError } from "./token-error.ts";
import type { FromToken, TokenRequest, ToToken } from "./token-messages.ts";
import type { TokenSession } from "./token-session.ts";

/**
 * The process that holds the PKCS#11 library. It is apart, so that a library that hangs or crashes takes nothing along, and so that a
 * token which has come back is opened by starting anew. It ends with the process that started it.
 */
let session: TokenSession | null = null;

process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => undefined);
process.on("message", (message: ToToken) => {
  void answer(message).then((reply) => process.send?.(reply));
});

async function answer({ id, request }: ToToken): Promise<FromToken> {
  try {
    return { id, ok: true, value: await carryOut(request) };
  } catch (error) {
    if (error instanceof TokenError) return { id, ok: false, failure: error.failure, message: error.message };
    const message = error instanceof Error ? error.message : "no reason given";
    return { id, ok: false, failure: "away", message };
  }
}

async function carryOut(request: TokenRequest) {
  if (request.do === "open") {
    session = await open(request.settings);
    return null;
  }
  if (session === null) throw new TokenError("away", "it isn't open");
  switch (request.do) {
    case "list-master-keys":
      return session.listMasterKeys();
    case "create-master-key":
      return session.createMasterKey();
    case "wrap":
      return session.wrap(request.masterKey, request.dataKey);
    case "unwrap":
      return session.unwrap(request.masterKey, request.wrapped);
    case "create-signing-key":
      return session.createSigningKey(request.label, request.bits);
    case "sign":
      return session.sign(request.signingKey, request.message);
  }
}

/** The package is built when it is installed; where that couldn't be done, all else goes on without it. */
async function open(settings: ConstructorParameters<typeof TokenSession>[0]): Promise<TokenSession> {
  const module = await import("./token-session.ts").catch(() => null);
  if (module === null) {
    throw new TokenError(
      "settings",
      "the package pkcs11js isn't there: install again where python3, make and a C++ compiler are",
    );
  }
  return new module.TokenSession(settings);
}
