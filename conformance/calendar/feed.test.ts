import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DeskClient } from "../../apps/cli/src/quickstart/desk-client.ts";
import { createProject, signUp } from "../../apps/cli/src/quickstart/onboard.ts";
import { type Instance, preparedInstance } from "../program/prepared.ts";
import { type RunningGatehouse, startGatehouse } from "../program/start-gatehouse.ts";

interface Key {
  kid: string;
  notAfter: string;
}

let instance: Instance;
let gatehouse: RunningGatehouse;
let url: string;
let keys: Key[];

beforeAll(async () => {
  instance = await preparedInstance();
  gatehouse = await startGatehouse(instance.path, instance.settings);
  const desk = new DeskClient(gatehouse.portalUrl);
  const { project } = await createProject(desk, await signUp(desk));
  ({ url } = await desk.post<{ url: string }>(`/api/v1/projects/${project.id}/calendar`, {}));
  const seen = await desk.get<{
    project: { environments: { clientEncryptionKeys: Key[]; mastercardEncryptionKeys: Key[] }[] };
  }>(`/api/v1/projects/${project.id}`);
  keys = seen.project.environments.flatMap((environment) => [
    ...environment.clientEncryptionKeys,
    ...environment.mastercardEncryptionKeys,
  ]);
});
afterAll(async () => {
  await gatehouse?.stop();
  await instance?.remove();
});

/** Debian's own Python, for which Debian packages the library. */
const PYTHON = "/usr/bin/python3";
const READER = `
import json, sys
from icalendar import Calendar
calendar = Calendar.from_ical(sys.stdin.buffer.read())
def plain(event):
    return {
        "uid": str(event["UID"]),
        "stamp": event["DTSTAMP"].dt.isoformat(),
        "start": event["DTSTART"].dt.isoformat(),
        "end": event["DTEND"].dt.isoformat(),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "url": str(event["URL"]),
        "sequence": int(event["SEQUENCE"]),
        "errors": [str(error) for error in event.errors],
    }
json.dump({
    "version": str(calendar["VERSION"]),
    "name": str(calendar["NAME"]),
    "errors": [str(error) for error in calendar.errors],
    "events": [plain(event) for event in calendar.walk("VEVENT")],
}, sys.stdout)
`;

async function readWithIcalendar(text: string) {
  const running = promisify(execFile)(PYTHON, ["-c", READER], { timeout: 60_000 });
  running.child.stdin?.end(text);
  return JSON.parse((await running).stdout);
}

test("Python's icalendar reads the feed: each key's expiry and reminders on their days, and nothing to complain about", async () => {
  const response = await fetch(url);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/calendar; charset=utf-8",
  ]);
  const calendar = await readWithIcalendar(await response.text());
  expect([calendar.version, calendar.errors]).toEqual(["2.0", []]);
  // Two keys, each with its expiry and six reminders.
  expect(keys).toHaveLength(2);
  expect(calendar.events).toHaveLength(14);
  expect(new Set(calendar.events.map(({ uid }: { uid: string }) => uid)).size).toBe(14);
  for (const { kid, notAfter } of keys) {
    const of = calendar.events.filter(({ description }: { description: string }) =>
      description.includes(`${kid.slice(0, 8)}…`),
    );
    const day = (before: number) =>
      new Date(Date.parse(notAfter) - before * 86_400_000).toISOString().slice(0, 10);
    expect(of.map(({ start }: { start: string }) => start).sort()).toEqual([60, 30, 14, 7, 3, 1, 0].map(day));
  }
  for (const event of calendar.events) {
    expect(event.errors).toEqual([]);
    expect(Date.parse(event.end) - Date.parse(event.start)).toBe(86_400_000);
    expect(event.stamp).toMatch(/\+00:00$/);
    expect(event.url).toMatch(/^http.*\/projects\//);
  }
});

test("the address is in no log, whatever is asked of it", async () => {
  const token = /([\w-]{43})\.ics$/.exec(url)?.[1] ?? "";
  expect(token).toHaveLength(43);
  await fetch(url, { method: "HEAD" });
  await fetch(url, { method: "POST", body: "x" });
  await fetch(`${url}/more`);
  await fetch(`${url}?x=1`);
  expect(gatehouse.output()).not.toContain(token);
});
