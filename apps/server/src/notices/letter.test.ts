import { expect, test } from "vitest";
import { LANGUAGES } from "../notifications/languages.ts";
import { compose } from "./compose.ts";
import { ALL_KINDS, type NoticeFacts, type NoticeKind } from "./kinds.ts";
import type { Notice } from "./store.ts";
import { say } from "./words.ts";

const EVIL = `<img src=x onerror="alert('1')">&`;
const key = { keyType: "mastercard", kid: "ab".repeat(32), alias: EVIL } as const;
const clientKey = { keyType: "client", kid: "cd".repeat(32), alias: null } as const;
const person = { name: EVIL, email: "bob@example.com" };
const AT = "2027-03-01T12:30:00.000Z";

/** Facts of each kind, with HTML wherever people's words go. */
const FACTS: { readonly [Kind in NoticeKind]: NoticeFacts[Kind] } = {
  "project.created": {},
  "webhook.added": { host: "hooks.example" },
  "webhook.changed": { host: "hooks.example", change: "kinds" },
  "webhook.removed": { host: "hooks.example" },
  "project.archived": {},
  "project.brought-back": {},
  "project.deleted": {},
  "member.invited": { email: "bob@example.com", role: "admin" },
  "member.joined": { ...person, role: "read-only" },
  "member.role-changed": { ...person, role: "admin" },
  "member.removed": person,
  "member.left": person,
  "production.requested": { plan: "production" },
  "production.withdrawn": { plan: "test-drive-premium" },
  "production.more-information": { plan: "production", words: EVIL },
  "production.approved": { plan: "production", words: null },
  "production.refused": { plan: "production", words: `${EVIL}\nin two lines` },
  "production.ending": {
    plan: "production",
    contract: EVIL,
    because: "contract-ended",
    endsAt: AT,
    daysLeft: 14,
  },
  "production.ended": { contract: "C-1", reason: EVIL },
  "partner.suspended": { reason: EVIL },
  "partner.resumed": {},
  "key.created": key,
  "key.activated": { ...key, schedule: { at: AT, by: EVIL } },
  "key.activation-scheduled": { ...key, at: AT },
  "key.activation-cancelled": { ...key, at: AT },
  "key.activation-refused": { ...key, at: AT, scheduledBy: EVIL, reason: EVIL },
  "key.revoked": key,
  "key.expiring": { ...key, notAfter: AT, daysLeft: 30 },
  "key.compromised": { ...key, successor: null },
  "key.restored": { ...clientKey, reason: EVIL },
  "key.destroyed": clientKey,
  "credential.created": { partnerId: "1234567890" },
  "credential.secret-changed": { partnerId: "1234567890", old: "works-on" },
  "credential.deleted": { partnerId: "1234567890" },
};

const notice = (kind: NoticeKind, project = EVIL): Notice => ({
  id: "0190a000-0000-7000-8000-000000000001",
  projectId: "0190a000-0000-7000-8000-000000000002",
  projectName: project,
  environment: "production",
  kind,
  facts: FACTS[kind],
  actor: EVIL,
  at: new Date(AT),
  mailedAt: null,
  webhooksAt: null,
});
const to = { email: "ada@example.com", operator: false, withoutMail: [] };
const setting = { provider: "Mastercard", publicUrl: "https://desk.example" };

test.each(ALL_KINDS)("HTML in every name stays text in the mail of %s, in every language", (kind) => {
  for (const language of LANGUAGES) {
    const { html, text, subject } = compose([notice(kind)], { ...to, language }, setting);
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
    expect(html).toContain(`<html lang="${language}">`);
    expect(text).toContain(EVIL);
    expect(subject).toContain(EVIL);
    expect([...(html ?? "").matchAll(/<(\w+)/g)].map(([, name]) => name)).not.toContain("script");
  }
});

test("each kind is said in Spanish in other words than in English, and names the environment where there is one", () => {
  for (const kind of ALL_KINDS) {
    const [english, spanish] = LANGUAGES.map((language) =>
      say(notice(kind, "Payroll"), language, "Mastercard"),
    );
    expect(spanish?.subject).not.toBe(english?.subject);
    expect(spanish?.paragraphs).toHaveLength(english?.paragraphs.length ?? 0);
    expect(`${english?.paragraphs} ${english?.subject} ${spanish?.paragraphs}`).not.toMatch(
      /undefined|null|\[object/,
    );
    if (!/^(key|credential)\./.test(kind) || kind === "key.activation-cancelled") continue;
    expect(english?.paragraphs.join()).toContain("(Production)");
    expect(spanish?.paragraphs.join()).toContain("(Producción)");
  }
});

test.each([
  ["paused", "was paused", "not sent to hooks.example until"],
  ["resumed", "was resumed", "is sent to hooks.example again"],
  ["kinds", "gets other messages", "which kinds of messages"],
  ["secret", "has a new secret", "signed with a new secret"],
] as const)("a webhook's change by %s is said as what it is, and what to do", (change, headline, means) => {
  const told = { ...notice("webhook.changed", "Payroll"), facts: { host: "hooks.example", change } };
  const [english, spanish] = LANGUAGES.map((language) => say(told, language, "Mastercard"));
  expect(english?.subject).toBe(`A webhook of “Payroll” ${headline}`);
  expect(english?.paragraphs.join()).toContain(means);
  expect(english?.paragraphs.join()).toContain("have an admin of the project put it right");
  expect(spanish?.subject).toContain("«Payroll»");
  expect(`${spanish?.subject} ${spanish?.paragraphs}`).not.toMatch(/undefined|\[object/);
});

test("what befalls many projects names the others in one mail, each once, and not all of thousands", () => {
  const others = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      ...notice("partner.suspended", `P${n}`),
      projectId: `0190a000-0000-7000-8000-00000001${String(n).padStart(4, "0")}`,
    }));
  const textOf = (count: number, language: "en" | "es") =>
    compose([notice("partner.suspended"), ...others(count), ...others(count)], { ...to, language }, setting)
      .text;
  expect(textOf(2, "en")).toContain("The same goes for: “P0”, “P1”.");
  expect(textOf(2, "es")).toContain("Lo mismo se aplica a: «P0», «P1».");
  expect(textOf(1_000, "en")).toContain("“P29”, and 970 more.");
  expect(textOf(0, "en")).not.toContain("The same goes for");
});

test("a mail about security says why it comes, another one says where to choose", () => {
  const security = compose([notice("key.revoked")], { ...to, language: "en" }, setting).text;
  expect(security).toContain("security of a project");
  expect(security).not.toContain("/notices/settings");
  expect(compose([notice("key.created")], { ...to, language: "es" }, setting).text).toContain(
    "https://desk.example/notices/settings",
  );
});

test("each mail leads to where one sees what it is about, an operator's to the console", () => {
  const linkOf = (kind: NoticeKind, operator: boolean) =>
    /https:\/\/desk\.example\S*/.exec(
      compose([notice(kind, "Payroll")], { ...to, operator, language: "en" }, setting).text,
    )?.[0];
  const project = "https://desk.example/projects/0190a000-0000-7000-8000-000000000002";
  expect(linkOf("key.revoked", false)).toBe(`${project}?environment=production`);
  expect(linkOf("member.joined", false)).toBe(`${project}/team`);
  expect(linkOf("production.refused", false)).toBe(`${project}/production`);
  expect(linkOf("project.deleted", false)).toBe("https://desk.example/");
  expect(linkOf("production.requested", true)).toBe("https://desk.example/operator/requests");
  expect(linkOf("production.ending", false)).toBe(`${project}/production`);
  expect(linkOf("production.ending", true)).toBe("https://desk.example/operator/contracts");
  expect(linkOf("key.compromised", true)).toBe("https://desk.example/operator");
});

test("a long name makes no subject that is too long for a mail", () => {
  const { subject } = compose([notice("key.expiring", "x".repeat(300))], { ...to, language: "es" }, setting);
  expect(subject).toHaveLength(150);
});
