import { gatewayMayImport, tierOf, tiers, top } from "./tiers.ts";

const server = "apps/server/src/";

/**
 * Why one file may not import another: a sentence, or null when it may.
 * Paths are from the repository's root; packages that are not ours are always allowed.
 */
export function forbidden(from: string, to: string): string | null {
  const ours = /^(packages|apps|conformance|bench|scripts)\//;
  if (!ours.test(to)) return null;
  if (isTest(to) && !isTest(from) && !standsOutside(from)) return "what runs imports nothing made for tests";
  if (from.startsWith("packages/"))
    return to.startsWith("packages/") ? null : "packages import nothing but packages";
  if (to.startsWith("packages/") || standsOutside(from)) return null;
  if (!to.startsWith("apps/")) return "apps import nothing from outside apps and packages";
  if (from.startsWith(server)) return forbiddenInServer(from, to);
  const app = from.split("/").slice(0, 2).join("/");
  if (to.startsWith(`${app}/`)) return app === "apps/portal" ? forbiddenInPortal(from, to) : null;
  if (app === "apps/test-drive" && isTest(from)) return null;
  if (app === "apps/cli" && (to.startsWith(`${server}upkeep/`) || to === `${server}resolve-drizzle.ts`)) {
    return null;
  }
  if (app === "apps/cli") return "of other apps the command line knows the server's upkeep only";
  return `${app} imports no other app`;
}

/** Tests and the folders of what only tests use. */
function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes("/testing/");
}

/** What looks at the whole from outside. */
function standsOutside(file: string): boolean {
  return /^(conformance|bench|scripts)\//.test(file) || !file.includes("/src/");
}

function forbiddenInServer(from: string, to: string): string | null {
  const fromRoom = roomOf(from);
  const fromTier = tierOf(fromRoom);
  if (!to.startsWith(server)) {
    if (to.startsWith("apps/test-drive/src/") && fromTier === top) return null;
    return "only the roles know another app, and of those only Test Drive";
  }
  const toRoom = roomOf(to);
  if (fromRoom === "gateway") {
    return gatewayMayImport.includes(toRoom)
      ? null
      : `the gateway imports ${gatewayMayImport.join(", ")} only`;
  }
  if (fromTier === null) return `${fromRoom} is in no tier`;
  if (toRoom === "gateway") return fromTier === top ? null : "only the roles know the gateway";
  const toTier = tierOf(toRoom);
  if (toTier === null) return `${toRoom} is in no tier`;
  if (toTier <= fromTier || (isTest(from) && to.includes("/testing/"))) return null;
  return `${toRoom} (${tiers[toTier]?.join(", ")}) is above ${fromRoom}`;
}

function forbiddenInPortal(from: string, to: string): string | null {
  const fromRoom = portalRoomOf(from);
  const toRoom = portalRoomOf(to);
  if (toRoom === null || fromRoom === toRoom) return null;
  if (fromRoom !== null) return "rooms of the portal do not import each other";
  return from.startsWith("apps/portal/src/ui/") ? "ui holds nothing of a room" : null;
}

function roomOf(file: string): string {
  return (file.slice(server.length).split("/")[0] ?? "").replace(/\.test\.ts$/, ".ts");
}

function portalRoomOf(file: string): string | null {
  return /^apps\/portal\/src\/rooms\/([^/]+)\//.exec(file)?.[1] ?? null;
}
