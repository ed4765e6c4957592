import type { Direction } from "./move-buttons.tsx";

/** The same things, of which one has changed places with its neighbour; at an end it stays. */
export function moved<Thing>(things: readonly Thing[], index: number, direction: Direction): Thing[] {
  const to = direction === "up" ? index - 1 : index + 1;
  const [one, other] = [things[index], things[to]];
  if (one === undefined || other === undefined) return [...things];
  return things.map((thing, at) => (at === index ? other : at === to ? one : thing));
}
