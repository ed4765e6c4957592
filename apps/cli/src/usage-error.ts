/** The command was not given as it should be; an empty message shows the usage alone. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
