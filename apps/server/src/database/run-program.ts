import { spawn } from "node:child_process";

/** A program that ended with another exit code than 0; the message holds what it printed. */
export class ProgramFailure extends Error {
  override readonly name = "ProgramFailure";
  readonly exitCode: number | null;

  constructor(message: string, exitCode: number | null) {
    super(message);
    this.exitCode = exitCode;
  }
}

const MOST_OUTPUT = 64 * 1024;

/**
 * Runs a program to its end, without a shell, and gives what it printed. A background process that it leaves behind doesn't keep this
 * waiting: it ends with the program, not with the last holder of its output.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly user: { uid: number; gid: number } | null; readonly cwd: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
      ...(options.user ?? {}),
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      if (output.length < MOST_OUTPUT) output += chunk.toString("utf8");
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("exit", (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      if (code === 0) resolve(output);
      else reject(new ProgramFailure(`${program} ended with ${code}: ${output.trim()}`, code));
    });
  });
}
