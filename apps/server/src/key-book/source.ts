import { and, asc, eq, gt, max, sql } from "drizzle-orm";
import pg from "pg";
import type { Database } from "../database/database.ts";
import type { KeyBookChange, KeyBookEntry, KeyBookKind } from "./entries.ts";
import { KEY_BOOK_CHANNEL } from "./publish.ts";
import { gatewayHeartbeats, keyBook } from "./tables.ts";

/** What a gateway says of itself. */
export interface Heartbeat {
  readonly gateway: string;
  /** Of the running program: a random id. */
  readonly instance: string;
  /** The first under its name: what stands there is of a program that has ended, as far as it knows. */
  readonly isFirst: boolean;
  /** Number of the last change it has applied. */
  readonly applied: number;
  /** Fingerprints of the master keys it has at hand. */
  readonly masterKeys: readonly string[];
}

/** How a gateway reads the key book. */
export interface KeyBookSource {
  /** Changes with a number over `number`, in order, at most `limit`. */
  changesAfter(number: number, limit: number): Promise<KeyBookChange[]>;
  /** What the key book says now of one thing; null: nothing, or that it is gone. */
  entry(kind: KeyBookKind, id: string): Promise<KeyBookEntry | null>;
  /** The highest number there is; 0 while there is none. */
  newest(): Promise<number>;
  /** @returns false: another program says that it is the gateway of that name; nothing was noted */
  heartbeat(beat: Heartbeat): Promise<boolean>;
  /** Calls back when something may have changed; only a hint, nothing depends on it. */
  onWake(callback: () => void): () => void;
  close(): Promise<void>;
}

/** The database's clock: gateways' own ones differ. */
const NOW = sql`now()`;

const RECONNECT_MS = 2_000;

/**
 * The key book in PostgreSQL, read with the gateway's own log-in.
 *
 * @param listenUrl where to LISTEN for wake-ups; null: polling alone, e.g. behind a pooler that has no LISTEN
 */
export function databaseKeyBookSource(database: Database, listenUrl: string | null): KeyBookSource {
  const callbacks = new Set<() => void>();
  const listener =
    listenUrl === null
      ? null
      : listen(listenUrl, () => {
          for (const callback of callbacks) callback();
        });
  return {
    async changesAfter(number, limit) {
      const rows = await database
        .select({ number: keyBook.number, kind: keyBook.kind, id: keyBook.id, entry: keyBook.entry })
        .from(keyBook)
        .where(gt(keyBook.number, number))
        .orderBy(asc(keyBook.number))
        .limit(limit);
      return rows.map((row) => ({ ...row, kind: row.kind as KeyBookKind }));
    },
    async entry(kind, id) {
      const [row] = await database
        .select({ entry: keyBook.entry })
        .from(keyBook)
        .where(and(eq(keyBook.kind, kind), eq(keyBook.id, id)));
      return row?.entry ?? null;
    },
    async newest() {
      const [row] = await database.select({ number: max(keyBook.number) }).from(keyBook);
      return row?.number ?? 0;
    },
    async heartbeat({ gateway, instance, isFirst, applied, ...beat }) {
      const masterKeys = [...beat.masterKeys];
      const noted = await database
        .insert(gatewayHeartbeats)
        .values({ gateway, instance, applied, appliedAt: NOW, at: NOW, masterKeys })
        .onConflictDoUpdate({
          target: gatewayHeartbeats.gateway,
          ...(isFirst ? {} : { setWhere: eq(gatewayHeartbeats.instance, instance) }),
          set: {
            instance,
            applied,
            at: NOW,
            masterKeys,
            appliedAt: sql`case when ${gatewayHeartbeats.applied} = ${applied} then ${gatewayHeartbeats.appliedAt} else ${NOW} end`,
          },
        })
        .returning({ gateway: gatewayHeartbeats.gateway });
      return noted.length > 0;
    },
    onWake(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    async close() {
      callbacks.clear();
      await listener?.stop();
    },
  };
}

function listen(url: string, wake: () => void): { stop(): Promise<void> } {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  const connect = async () => {
    const fresh = new pg.Client({ connectionString: url, application_name: "gatehouse-listener" });
    client = fresh;
    fresh.on("notification", wake);
    fresh.on("error", () => undefined);
    fresh.on("end", () => {
      if (!stopped) timer = setTimeout(connect, RECONNECT_MS);
    });
    try {
      await fresh.connect();
      await fresh.query(`listen ${KEY_BOOK_CHANNEL}`);
      wake();
    } catch {
      await fresh.end().catch(() => undefined);
    }
  };
  void connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
