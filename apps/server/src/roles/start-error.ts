/** Why the program can't start, in a line that says what to do. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** @returns a refusal for a taken or forbidden port, or the error as it is */
export function asStartError(error: unknown, setting: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new StartError(
      `port ${port} is taken: stop what listens there, or set ${setting} to another port`,
    );
  }
  if (code === "EACCES")
    return new StartError(`port ${port} may not be used by this user: set ${setting} to one over 1023`);
  if (code === "EADDRNOTAVAIL") return new StartError("GATEHOUSE_HOST is not an address of this machine");
  return error;
}
