import { useState } from "react";
import type { Direction } from "./move-buttons.tsx";
import { moved } from "./moved.ts";

/**
 * Puts things into another order, one place at a time.
 *
 * @returns `wasMoved`: where a thing has just gone; `said`: the same in words, for readers of the screen
 */
export function useOrder<Thing extends { readonly id: string }>(
  things: readonly Thing[],
  onOrder: (things: Thing[]) => void,
) {
  const [last, setLast] = useState<{ readonly id: string; readonly direction: Direction } | null>(null);
  const [said, setSaid] = useState("");
  return {
    said,
    wasMoved: (thing: Thing) => (last?.id === thing.id ? last.direction : null),
    move: (index: number, direction: Direction, what: string) => {
      const thing = things[index];
      if (thing === undefined) return;
      const ordered = moved(things, index, direction);
      setLast({ id: thing.id, direction });
      setSaid(`${what} is now number ${ordered.indexOf(thing) + 1} of ${things.length}.`);
      onOrder(ordered);
    },
  };
}
