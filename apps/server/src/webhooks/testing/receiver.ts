import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface TakenMessage {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks on loopback, which can go away and come back at the same port. */
export interface Receiver {
  readonly url: string;
  /** Everything that came, whatever it was answered with. */
  readonly got: TakenMessage[];
  /** How it answers from now on; at first with 204. */
  answerWith(how: (response: ServerResponse) => void): void;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const got: TakenMessage[] = [];
  let answer = (response: ServerResponse): void => void response.writeHead(204).end();
  let server: Server | null = null;
  const listen = async (port: number): Promise<number> => {
    const opened = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString("utf8");
      got.push({ path: request.url ?? "", headers: request.headers, body });
      answer(response);
    });
    server = opened;
    await new Promise<void>((resolve) => opened.listen(port, "127.0.0.1", resolve));
    return (opened.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    got,
    answerWith(how) {
      answer = how;
    },
    async goAway() {
      const closing = server;
      server = null;
      if (closing === null) return;
      closing.closeAllConnections();
      await new Promise((resolve) => closing.close(resolve));
    },
    async comeBack() {
      if (server === null) await listen(port);
    },
  };
}
