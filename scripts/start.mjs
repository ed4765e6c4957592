import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensurePortalBuilt } from "./build-portal.mjs";
import { ensureInstalled } from "./install.mjs";
import { pinnedPath, root } from "./run-program.mjs";

// Start Gatehouse from a checkout: install and build what is missing or stale, then run the server on the pinned Node.js.

try {
  await ensureInstalled();
} catch (error) {
  stopHere(error.message);
}
const built = await ensurePortalBuilt();
if (!built.ok) stopHere(`The portal could not be built: ${built.reason}.`);

const server = spawn("node", [join(root, "apps", "server", "src", "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: {
    ...process.env,
    PATH: pinnedPath(),
    // Ours alone: in a folder that others can write to, a cache would be code of theirs.
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "gatehouse"),
  },
});
// Ctrl-C reaches the whole process group, the server included; it takes a second request to stop as the first one. A
// signal sent to this process alone (by npm, by a supervisor) has to be handed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
server.on("error", (error) => stopHere(`The server can't be run: ${error.message}.`));
server.on("exit", (code, signal) => {
  if (code === null) console.error(`gatehouse: the server was ended by ${signal}`);
  process.exit(code ?? 1);
});

function stopHere(message) {
  console.error(`gatehouse: ${message}`);
  process.exit(1);
}
