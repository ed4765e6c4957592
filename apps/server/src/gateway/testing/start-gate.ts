import { pino } from "pino";
import type { UsageBatch } from "../count.ts";
import { createGateway, type Gateway, type GatewayOptions } from "../create-gateway.ts";
import type { Upstream, UpstreamAnswer, UpstreamRequest } from "../upstream.ts";
import { fakeUnwrap } from "./fake-custody.ts";
import { FixedKeyBook } from "./fixed-key-book.ts";

/** An upstream in this process; it remembers what reached it. */
class RecordingUpstream implements Upstream {
  readonly received: Omit<UpstreamRequest, "signal">[] = [];
  answer: (request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer> = () => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: Buffer.from('{"ok":true}'),
  });

  async dispatch(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { signal: _signal, ...rest } = request;
    this.received.push(rest);
    return this.answer(request);
  }

  async close(): Promise<void> {}
}

export interface TestGate {
  readonly url: string;
  readonly keyBook: FixedKeyBook;
  readonly upstream: RecordingUpstream;
  readonly usage: UsageBatch[];
  readonly gateway: Gateway;
  readonly logged: string[];
  /** Waits until all that was published is in force. */
  settle(): Promise<void>;
}

/** A gate on a free loopback port, with the key book and the upstream in this process. */
export async function startGate(options: Partial<GatewayOptions> = {}): Promise<TestGate> {
  const keyBook = new FixedKeyBook();
  const upstream = new RecordingUpstream();
  const usage: UsageBatch[] = [];
  const logged: string[] = [];
  const gateway = await createGateway({
    name: "test-gate",
    source: keyBook,
    unwrap: fakeUnwrap,
    masterKeys: () => [],
    upstreams: { testDrive: upstream, forUrl: () => upstream },
    desk: { changePartnerSecret: async () => ({ ok: false, reason: "unavailable" }) },
    usage: (batch) => usage.push(batch),
    pictureMaxAgeMs: 60_000,
    workers: 1,
    log: pino({ level: "debug" }, { write: (line: string) => logged.push(line) }),
    ...options,
  });
  const url = await gateway.listen({ host: "127.0.0.1", port: 0 });
  return {
    url,
    keyBook,
    upstream,
    usage,
    gateway,
    logged,
    async settle() {
      const number = (await keyBook.changesAfter(0, 1_000_000)).at(-1)?.number ?? 0;
      while (gateway.appliedNumber < number) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}
