import { expect, test } from "vitest";
import { type CalendarKey, calendarEvents } from "./rules.ts";

const now = new Date("2026-06-01T12:00:00Z");
const policy = { reminderDays: [30, 1] };
const setting = {
  provider: "Mastercard",
  publicUrl: "https://desk.example",
  project: { id: "p1", name: "Payroll" },
};
const client: CalendarKey = {
  type: "client",
  id: "c1",
  kid: "0123456789abcdef",
  alias: null,
  notAfter: new Date("2027-05-31T23:30:00Z"),
  revokedAt: null,
  active: true,
};
const mastercard: CalendarKey = { ...client, type: "mastercard", id: "m1", alias: "key one" };
const events = (...keys: CalendarKey[]) => calendarEvents(keys, policy, setting, now);

test("a key in use has its expiry and the days of its reminders, in order", () => {
  expect(
    events(client).map(({ uid, day, summary }) => [uid, day.toISOString().slice(0, 10), summary]),
  ).toEqual([
    [
      "reminder-30-c1@gatehouse",
      "2027-05-01",
      "Client Encryption Key 01234567… of Payroll expires in 30 days",
    ],
    ["reminder-1-c1@gatehouse", "2027-05-30", "Client Encryption Key 01234567… of Payroll expires in a day"],
    ["expiry-c1@gatehouse", "2027-05-31", "Client Encryption Key 01234567… of Payroll expires"],
  ]);
});

test("each event says what then, what to do, and where, and nothing that is to be kept secret", () => {
  const description = events(mastercard).at(-1)?.description ?? "";
  expect(description).toContain("Expires 2027-05-31 23:30 UTC");
  expect(description).toContain("then activate it");
  expect(description).toContain("https://desk.example/projects/p1");
  expect(description).not.toContain(mastercard.kid);
});

test("a key that waits has its expiry alone, and is to be activated or revoked", () => {
  const [event, ...more] = events({ ...mastercard, active: false });
  expect(more).toEqual([]);
  expect(event?.summary).toBe("Mastercard Encryption Key “key one” of Payroll expires");
  expect(event?.description).toContain("It waits");
});

test("a revoked key has no events, and an expired one stays for ninety days", () => {
  expect(events({ ...client, revokedAt: now })).toEqual([]);
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
  expect(events({ ...client, notAfter: ago(89) })).toHaveLength(3);
  expect(events({ ...client, notAfter: ago(91) })).toEqual([]);
});
