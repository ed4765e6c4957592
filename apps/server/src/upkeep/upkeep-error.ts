/** Why upkeep can't be done as things are; the message says what to do. */
export class UpkeepError extends Error {
  override readonly name = "UpkeepError";
}
