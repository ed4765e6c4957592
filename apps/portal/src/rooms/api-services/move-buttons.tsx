import { useEffect, useRef } from "react";

export type Direction = "up" | "down";

/**
 * Moves one of several things up or down. The button that was pressed keeps the focus where the thing goes, so that it can be pressed again; at
 * an end, where it can't, the other one has it.
 */
export function MoveButtons(props: {
  /** In words, for readers of the screen: `question 2`. */
  readonly what: string;
  readonly index: number;
  readonly count: number;
  /** Where it has just gone; null: it has not. */
  readonly moved: Direction | null;
  readonly onMove: (direction: Direction) => void;
}) {
  const { what, index, count, moved } = props;
  const buttons = { up: useRef<HTMLButtonElement>(null), down: useRef<HTMLButtonElement>(null) };
  const [first, last] = [index === 0, index === count - 1];
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move is a new place.
  useEffect(() => {
    if (moved === null) return;
    const atEnd = moved === "up" ? first : last;
    const other = moved === "up" ? buttons.down : buttons.up;
    (atEnd ? other : buttons[moved]).current?.focus();
  }, [moved, index]);
  return (
    <div className="row">
      <button
        ref={buttons.up}
        type="button"
        className="button"
        aria-label={`Move ${what} up`}
        disabled={first}
        onClick={() => props.onMove("up")}
      >
        ↑
      </button>
      <button
        ref={buttons.down}
        type="button"
        className="button"
        aria-label={`Move ${what} down`}
        disabled={last}
        onClick={() => props.onMove("down")}
      >
        ↓
      </button>
    </div>
  );
}
