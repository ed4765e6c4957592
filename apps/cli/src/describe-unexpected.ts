const MOST_FRAMES = 12;
const MOST_CAUSES = 4;

/**
 * An error that no command expects, for the terminal. Its message is left out: one that a database's driver throws holds the query with its
 * parameters, and those can be secrets.
 */
export function describeUnexpected(error: unknown): string {
  const lines: string[] = [];
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && depth <= MOST_CAUSES; depth += 1) {
    const code = "code" in at && typeof at.code === "string" ? ` (${at.code})` : "";
    const frames = (at.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    lines.push(`${depth === 0 ? "stopped by an unexpected error" : "caused by"}: ${at.name}${code}`);
    lines.push(...frames.slice(0, MOST_FRAMES));
    at = at.cause;
  }
  return lines.length === 0 ? `stopped by an unexpected ${typeof error}` : lines.join("\n");
}
