import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository, absolute. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const localPrograms = join(root, "node_modules", ".bin");

/** PATH on which the pinned Node.js and the installed programs stand first. */
export function pinnedPath() {
  return [localPrograms, systemPath()].join(delimiter);
}

/** PATH without any installed programs: for npm itself, which replaces them while it runs. */
export function systemPath() {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join("node_modules", ".bin")))
    .join(delimiter);
}

/**
 * Run a program in the repository's folder, its output going to ours, or nowhere when it is quiet and ends well.
 * With a deadline the program leads a process group of its own, so that what it has started ends with it.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ path?: string, env?: Record<string, string>, deadlineMs?: number, quiet?: boolean }} [options]
 * @returns {Promise<{ ok: boolean, reason: string }>} the reason in words, empty when it ended well
 */
export function runProgram(program, args, options = {}) {
  const env = { ...process.env, PATH: options.path ?? pinnedPath(), ...options.env };
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: ["ignore", ...(options.quiet ? ["pipe", "pipe"] : ["inherit", "inherit"])],
      detached: options.deadlineMs !== undefined,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        said = (said + text).slice(-4_000);
      });
    }
    let late = false;
    const endGroup = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    };
    const timer =
      options.deadlineMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            endGroup();
          }, options.deadlineMs);
    const interrupted = () => {
      endGroup();
      process.exit(130);
    };
    if (options.deadlineMs !== undefined) process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
    const settle = (reason) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      if (reason !== "") process.stderr.write(said);
      resolve({ ok: reason === "", reason });
    };
    child.on("error", (error) => settle(`${program} can't be run: ${error.message}`));
    child.on("exit", (code, signal) => {
      if (late) settle(`${program} has not ended within ${options.deadlineMs / 60_000} minutes`);
      else if (signal !== null) settle(`${program} was ended by ${signal}`);
      else settle(code === 0 ? "" : `${program} has ended with code ${code}`);
    });
  });
}
