/** A press that never ends, or whose end nobody tells, holds the page no longer than this. */
const LONGEST_MS = 2_000;
const ENDS = ["pointerup", "pointercancel", "contextmenu", "dragstart"] as const;

/**
 * Runs what it is given a task later, as React Query does by itself, but not while the page is pressed. What arrives between down and up of
 * a press would move a button from under it, and the browser makes no click of a press that ends on something else than it began on.
 *
 * @param on the page's window
 * @returns a scheduler for React Query's notifications
 */
export function afterPress(on: Pick<Window, "addEventListener">): (run: () => void) => void {
  const waiting: (() => void)[] = [];
  let longest: ReturnType<typeof setTimeout> | null = null;
  const end = () => {
    if (longest !== null) clearTimeout(longest);
    longest = null;
    // Tasks of their own: the click comes in the one in which the press ends.
    for (const run of waiting.splice(0)) setTimeout(run, 0);
  };
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
  return (run) => {
    if (longest === null) setTimeout(run, 0);
    else waiting.push(run);
  };
}
