/**
 * What a command that was asked for JSON prints when it fails, so that whoever reads its output finds JSON there in any case: `error` is a
 * sentence. The sentence goes to the terminal as well, and the exit code is as it would be without.
 *
 * @param args of the whole command
 * @returns null: JSON was not asked for
 */
export function jsonFailure(args: readonly string[], error: string): string | null {
  const end = args.indexOf("--");
  const asked = (end < 0 ? args : args.slice(0, end)).includes("--json");
  if (!asked) return null;
  // A monitor looks at one field, whether the doctor came to an end or not.
  const isDoctor = args[0] === "custody" && args[1] === "doctor";
  return JSON.stringify(isDoctor ? { well: false, error } : { error });
}
