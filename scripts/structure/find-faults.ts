import { findCircles } from "./find-circles.ts";
import { forbidden } from "./forbidden.ts";
import type { Import } from "./read-imports.ts";

/** Every import that breaks the house's rules, and every circle of files or of the server's rooms; a line each. */
export function findFaults(imports: readonly Import[]): string[] {
  const ours = new Set(imports.map(({ from }) => from));
  const files = new Map<string, Set<string>>();
  const rooms = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    if (ours.has(to)) link(files, from, to);
    const fromRoom = serverRoom(from);
    const toRoom = serverRoom(to);
    if (fromRoom !== null && toRoom !== null && fromRoom !== toRoom) link(rooms, fromRoom, toRoom);
  }
  return [
    ...imports.flatMap(({ from, to, line }) => {
      const why = forbidden(from, to);
      return why === null ? [] : [`${from}:${line} imports ${to}: ${why}`];
    }),
    ...findCircles(files).map((circle) => `files that import each other: ${circle.join(", ")}`),
    ...findCircles(rooms).map((circle) => `rooms that import each other: ${circle.join(", ")}`),
  ];
}

function link(edges: Map<string, Set<string>>, from: string, to: string): void {
  const known = edges.get(from) ?? new Set();
  edges.set(from, known.add(to));
}

/** The server's room of a file that runs; tests may look up. */
function serverRoom(file: string): string | null {
  if (/\.test\.ts$/.test(file) || file.includes("/testing/")) return null;
  return /^apps\/server\/src\/([^/]+)\//.exec(file)?.[1] ?? null;
}
