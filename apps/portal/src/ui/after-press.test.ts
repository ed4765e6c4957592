import { beforeEach, expect, test, vi } from "vitest";
import { afterPress, watchPresses } from "./after-press.ts";

let heard: Map<string, (event: object) => void>;
let told: string[];
let tell: (what: string) => void;
beforeEach(() => {
  vi.useFakeTimers();
  heard = new Map();
  told = [];
  watchPresses({
    addEventListener: (type: string, listener: unknown) => heard.set(type, listener as () => void),
  });
  tell = (what) => afterPress(() => told.push(what));
  return () => {
    happen("pointerup");
    vi.useRealTimers();
  };
});
const happen = (type: string, event: object = {}) => heard.get(type)?.(event);
const PRESS = { isPrimary: true, button: 0 };

test("what arrives is told a task later", () => {
  tell("a list");
  expect(told).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(told).toEqual(["a list"]);
});

test.each(["pointerup", "pointercancel", "contextmenu", "dragstart"])(
  "what arrives during a press is told after its end, in its order: %s",
  (end) => {
    happen("pointerdown", PRESS);
    tell("a list");
    tell("another");
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
    happen(end);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(told).toEqual(["a list", "another"]);
    tell("a third");
    vi.advanceTimersByTime(0);
    expect(told).toHaveLength(3);
  },
);

test("a press that never ends holds what arrives for two seconds", () => {
  happen("pointerdown", PRESS);
  tell("a list");
  vi.advanceTimersByTime(2_100);
  expect(told).toEqual(["a list"]);
});

test("other buttons, and a second finger, hold nothing", () => {
  happen("pointerdown", { isPrimary: true, button: 2 });
  happen("pointerdown", { isPrimary: false, button: 0 });
  tell("a list");
  vi.advanceTimersByTime(0);
  expect(told).toEqual(["a list"]);
});
