/** What a log says of an error. */
export interface LoggedError {
  readonly type: string;
  /** A system's or a database's code: ECONNREFUSED, 23505. */
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
  /** Where it was thrown, innermost first. */
  readonly at: readonly string[];
  readonly cause?: LoggedError;
}

const MOST_FRAMES = 12;
const MOST_CAUSES = 4;
const ROOT = new URL("../../../../", import.meta.url).href;

/**
 * An error as it may be logged. The message of an error that others throw can hold what it was about - the parameters of a query, the text
 * that could not be parsed - so a message is kept only where this program has thrown it, and where the operating system speaks.
 */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, at: [] };
  const { code, constraint, syscall } = error as { code?: unknown; constraint?: unknown; syscall?: unknown };
  const at = framesOf(error);
  const mayTell = typeof syscall === "string" || (at[0] !== undefined && isOurs(at[0]));
  return {
    type: error.name,
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof constraint === "string" ? { constraint } : {}),
    ...(mayTell ? { message: error.message } : {}),
    at: at.slice(0, MOST_FRAMES).map((frame) => frame.replaceAll(ROOT, "")),
    ...(error.cause === undefined || depth === MOST_CAUSES
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Packages of others come as JavaScript. */
function isOurs(frame: string): boolean {
  return /\.tsx?:\d+:\d+\)?$/.test(frame) && !frame.includes("/node_modules/");
}

/** The frames alone: the head of a stack repeats the message, which may have lines that look like frames. */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? "";
  const start = stack.indexOf(error.message);
  if (error.message !== "" && start === -1) return [];
  return stack
    .slice(start + error.message.length)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "));
}
