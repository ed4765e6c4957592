/** A press that never ends, or whose end nobody tells, holds the page no longer than this. */
const LONGEST_MS = 2_000;
const ENDS = ["pointerup", "pointercancel", "contextmenu", "dragstart"] as const;

let longest: ReturnType<typeof setTimeout> | null = null;
const waiting: (() => void)[] = [];

/**
 * Runs a task later what changes the page, but not while the page is pressed. What arrives between down and up of a press would move a button
 * from under it, or take away what stands below so that the page scrolls, and the browser makes no click of a press that ends on something
 * else than it began on. Presses are known from `watchPresses` on.
 */
export function afterPress(run: () => void): void {
  if (longest === null) setTimeout(run, 0);
  else waiting.push(run);
}

/** @param on the page's window */
export function watchPresses(on: Pick<Window, "addEventListener">): void {
  on.addEventListener(
    "pointerdown",
    ({ isPrimary, button }) => {
      if (!isPrimary || button !== 0) return;
      if (longest !== null) clearTimeout(longest);
      longest = setTimeout(end, LONGEST_MS);
    },
    { capture: true },
  );
  for (const type of ENDS) on.addEventListener(type, end, { capture: true });
}

function end(): void {
  if (longest !== null) clearTimeout(longest);
  longest = null;
  // Tasks of their own: the click comes in the one in which the press ends.
  for (const run of waiting.splice(0)) setTimeout(run, 0);
}
