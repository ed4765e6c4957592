import type { Readiness } from "../../api/types.ts";

const callers = (count: number) => (count === 1 ? "1 caller" : `${count} callers`);

/** E.g. `9 of 10 callers can read this key; 3 callers say nothing about their keys.` Of the last day. */
export function readinessSentence({ saying, able, silent, unreadable, full }: Readiness): string {
  const parts = [
    ...(saying === 0 ? [] : [`${able} of ${callers(saying)} can read this key`]),
    ...(silent === 0
      ? []
      : [
          `${callers(silent)} ${silent === 1 ? "says" : "say"} nothing about ${silent === 1 ? "its" : "their"} keys`,
        ]),
    ...(unreadable === 0
      ? []
      : [
          `${callers(unreadable)} ${unreadable === 1 ? "sends" : "send"} x-decryption-keys in a form that can't be read`,
        ]),
    ...(full ? ["there are more callers than are kept, and nothing is known of the others"] : []),
  ];
  return parts.length === 0 ? "no program has called within the last day" : parts.join("; ");
}

/** Is there a caller that would not be able to read answers, or that nobody knows it of? */
export function isReady({ saying, able, silent, unreadable, full }: Readiness): boolean {
  return saying > 0 && able === saying && silent + unreadable === 0 && !full;
}
