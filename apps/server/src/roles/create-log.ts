import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { describeError } from "../problems/describe-error.ts";

/**
 * The program's log: JSON lines, without what errors may repeat of secrets.
 *
 * @param destination see {@link logDestination}
 */
export function createLog(
  level: NonNullable<LoggerOptions["level"]>,
  destination: DestinationStream,
): Logger {
  return pino(
    {
      level,
      serializers: { err: describeError },
      hooks: {
        logMethod(inputs, method) {
          method.apply(this, withoutItsMessage(inputs) as typeof inputs);
        },
      },
    },
    destination,
  );
}

/** The line of an error has no text of its own, or has the error's: both would be the message, past the serializer. */
function withoutItsMessage(inputs: readonly unknown[]): readonly unknown[] {
  const [first, text, ...more] = inputs;
  const error = first instanceof Error ? first : (first as { err?: unknown } | null)?.err;
  if (!(error instanceof Error)) return inputs;
  const what = first instanceof Error ? { err: error } : first;
  return text === undefined || text === error.message ? [what, "error"] : [what, text, ...more];
}

/** In production standard output, which is what platforms collect; else standard error, so that a terminal's output is the greeting alone. */
export function logDestination(production: boolean): DestinationStream {
  return pino.destination(production ? 1 : 2);
}
