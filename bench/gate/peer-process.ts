import cluster from "node:cluster";
import type { AddressInfo } from "node:net";
import type { Ready } from "./child.ts";
import { express } from "./express.ts";
import { ANSWER, CALL_PATH, library } from "./material.ts";

/**
 * What a provider would write without a gate: Express with the published library, unmodified, doing the same work. With more than one
 * process they share the port by `node:cluster`.
 */
const [folder = "", processes = ""] = process.argv.slice(2);
const headers = {
  "content-type": "application/json",
  "finicity-app-key": "bench",
  "finicity-app-token": "bench",
};

function serve(ready: (url: string) => void): void {
  const provider = library(folder, "provider");
  const app = express();
  app.use(express.json({ limit: "1mb" }));
  app.post(CALL_PATH, (request, response) => {
    if (request.get("finicity-app-token") !== headers["finicity-app-token"]) {
      response.status(401).json({ code: 10021, message: "not authorized" });
      return;
    }
    provider.decrypt({ request: { url: CALL_PATH }, body: request.body });
    // A copy, because the library writes into what it is given.
    response.json(provider.encrypt(CALL_PATH, {}, { ...ANSWER }).body);
  });
  const server = app.listen(0, "127.0.0.1", () => {
    ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

function say(url: string): void {
  const ready: Ready = { url, headers };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

const count = Number(processes);
if (count === 1) {
  serve(say);
  process.once("SIGTERM", () => process.exit(0));
} else if (cluster.isPrimary) {
  let listening = 0;
  cluster.on("message", (_worker, url: string) => {
    listening += 1;
    if (listening === count) say(url);
  });
  for (let n = 0; n < count; n += 1) cluster.fork();
  process.once("SIGTERM", () => cluster.disconnect(() => process.exit(0)));
} else {
  serve((url) => process.send?.(url));
  process.once("disconnect", () => process.exit(0));
}
