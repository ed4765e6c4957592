import { execFileSync } from "node:child_process";

/**
 * RSA-2048 private operations a second by OpenSSL on all cores: no gate that unwraps a key for each call can be faster.
 *
 * @throws when openssl is missing or prints something else
 */
export function measureLimit(cores: number, seconds: number): number {
  const printed = execFileSync(
    "openssl",
    ["speed", "-seconds", `${seconds}`, "-multi", `${cores}`, "rsa2048"],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [, rate] = /^rsa\s+2048 bits\s+\S+\s+\S+(?:\s+\S+s\s+\S+s)?\s+([\d.]+)/m.exec(printed) ?? [];
  if (rate === undefined) throw new Error(`openssl speed printed no figure for rsa 2048:\n${printed}`);
  return Number(rate);
}
