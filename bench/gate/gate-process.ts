import { pino } from "pino";
import { createGateway } from "../../apps/server/src/gateway/create-gateway.ts";
import { loggedIn } from "../../apps/server/src/gateway/testing/call-gate.ts";
import { fakeUnwrap } from "../../apps/server/src/gateway/testing/fake-custody.ts";
import { FixedKeyBook } from "../../apps/server/src/gateway/testing/fixed-key-book.ts";
import { makePair, makePartner } from "../../apps/server/src/gateway/testing/make-partner.ts";
import type { Upstream } from "../../apps/server/src/gateway/upstream.ts";
import type { Ready } from "./child.ts";
import { ANSWER, privateKeyPem } from "./material.ts";

// The real gate; only what lies around it is fixed: the key book is in memory, custody wraps nothing, the upstream is a function.
const [folder = "", workers = ""] = process.argv.slice(2);

const upstream: Upstream = {
  dispatch: async ({ body }) => {
    JSON.parse(body?.toString("utf8") ?? "");
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(ANSWER)),
    };
  },
  close: async () => {},
};
const keyBook = new FixedKeyBook();
const partner = makePartner({
  pepper: keyBook.pepper,
  payload: { policy: "required" },
  clientPair: makePair({ privateKeyPem: privateKeyPem(folder, "client") }),
  mastercardPair: makePair({ privateKeyPem: privateKeyPem(folder, "mastercard") }),
});
keyBook.publish(...partner.entries);
const gateway = await createGateway({
  name: "bench",
  source: keyBook,
  unwrap: fakeUnwrap,
  masterKeys: () => [],
  upstreams: { testDrive: upstream, forUrl: () => upstream },
  desk: { changePartnerSecret: async () => ({ ok: false, reason: "unavailable" }) },
  usage: () => {},
  pictureMaxAgeMs: 60_000,
  workers: Number(workers),
  log: pino({ level: "info" }, pino.destination(2)),
});
const url = await gateway.listen({ host: "127.0.0.1", port: 0 });
const ready: Ready = { url, headers: await loggedIn({ url }, partner) };
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.once("SIGTERM", () => void gateway.close().then(() => process.exit(0)));
