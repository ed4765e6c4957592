import pg from "pg";

/** A connection of its own, whose statements may take as long as they take. */
export async function connect(ownerUrl: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    options: "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=60000",
  });
  // Whoever waits for an answer is told; between two statements nobody is, and the next one fails.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
