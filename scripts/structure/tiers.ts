/** The tiers of the server, from the ground up. A file imports from its own tier and from those below it. */
export const tiers: readonly (readonly string[])[] = [
  ["database", "http", "outbound", "problems", "permissions.ts", "config.ts"],
  ["audit", "custody", "key-book", "notifications"],
  ["accounts", "api-services", "companies", "contracts", "key-policy", "notices"],
  ["projects"],
  ["certificate-authority", "credentials", "encryption-keys", "production-access", "webhooks"],
  ["audit-log", "calendar", "client-hub", "master-keys", "onboarding", "usage"],
  ["roles", "upkeep", "main.ts", "resolve-drizzle.ts"],
];

/** The gate stands beside the desk's tiers: this is all of the server that it knows. */
export const gatewayMayImport: readonly string[] = ["gateway", "key-book", "outbound", "problems"];

/** Height of a room in the house; null when no tier names it. */
export function tierOf(room: string): number | null {
  const height = tiers.findIndex((rooms) => rooms.includes(room));
  return height === -1 ? null : height;
}

/** The tier of what puts the program together, which alone may import the gateway and Test Drive. */
export const top = tiers.length - 1;
