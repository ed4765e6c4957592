import { spawnSync } from "node:child_process";
import { runProgram, systemPath } from "./run-program.mjs";

/** Programs of other makers that the tests hold ours against, with the Debian package that brings each. */
const tools = [
  {
    name: "Chromium",
    program: "test",
    args: ["-x", "/usr/bin/chromium-headless-shell", "-o", "-x", "/usr/bin/chromium"],
    debian: "chromium-headless-shell",
    why: "the portal's pages",
    mustSucceed: true,
  },
  { program: "openssl", args: ["version"], debian: "openssl", why: "keystores and certificates" },
  { program: "certtool", args: ["--version"], debian: "gnutls-bin", why: "keystores and certificates" },
  { program: "certutil", args: ["-H"], debian: "libnss3-tools", why: "keystores" },
  { program: "pk12util", args: ["-?"], debian: "libnss3-tools", why: "keystores" },
  // javac comes with the package that can run a Java source file; keytool comes along.
  { program: "javac", args: ["-version"], debian: "default-jdk-headless", why: "keystores" },
  { program: "/usr/bin/ruby", args: ["--version"], debian: "ruby", why: "keys in PEM" },
  { program: "go", args: ["version"], debian: "golang-go", why: "keystores" },
  {
    name: "Go's x/crypto/pkcs12",
    program: "test",
    args: ["-d", "/usr/share/gocode/src/golang.org/x/crypto/pkcs12"],
    debian: "golang-golang-x-crypto-dev",
    why: "keystores",
    mustSucceed: true,
  },
  { program: "softhsm2-util", args: ["--version"], debian: "softhsm2", why: "keys in a token" },
  { program: "pkcs11-tool", args: ["--version"], debian: "opensc", why: "keys in a token" },
  {
    // Debian's own, for which Debian packages the library; another Python may come first on the path.
    program: "/usr/bin/python3",
    args: ["-c", "import cryptography"],
    debian: "python3-cryptography",
    why: "keystores and encrypted messages",
    mustSucceed: true,
  },
  {
    name: "Python's icalendar",
    program: "/usr/bin/python3",
    args: ["-c", "import icalendar"],
    debian: "python3-icalendar",
    why: "calendars",
    mustSucceed: true,
  },
];

/**
 * See that every tool is there; as root on Debian, install what is missing.
 *
 * @returns {Promise<{ ok: boolean, reason: string }>}
 */
export async function ensureSystemTools() {
  const missing = tools.filter(isMissing);
  if (missing.length === 0) return { ok: true, reason: "" };
  const canInstall = process.getuid?.() === 0 && !isMissing({ program: "apt-get", args: ["--version"] });
  if (canInstall) {
    const quietly = { env: { DEBIAN_FRONTEND: "noninteractive" }, quiet: true };
    const retries = ["-o", "Acquire::Retries=3"];
    const packages = [...new Set(missing.map((tool) => tool.debian))];
    console.log(`Installing ${packages.join(", ")} …`);
    await runProgram("apt-get", [...retries, "-qq", "update"], quietly);
    await runProgram(
      "apt-get",
      [...retries, "-qq", "-y", "--no-install-recommends", "install", ...packages],
      quietly,
    );
  }
  const stillMissing = tools.filter(isMissing);
  return {
    ok: stillMissing.length === 0,
    reason: stillMissing
      .map(
        (tool) =>
          `${tool.name ?? tool.program} is missing (Debian package ${tool.debian}; tests ${tool.why})`,
      )
      .join("\n"),
  };
}

function isMissing(tool) {
  const result = spawnSync(tool.program, tool.args, {
    stdio: "ignore",
    env: { ...process.env, PATH: systemPath() },
    timeout: 60_000,
  });
  return result.error !== undefined || (tool.mustSucceed === true && result.status !== 0);
}
