import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as accountMails from "../accounts/account-mails/mails.ts";
import * as peopleMails from "../accounts/people-mails/mails.ts";
import type { DeskChangeKind } from "../accounts/people-mails/wording.ts";
import { letterOf as serviceLetter } from "../api-services/proposals/letter.ts";
import type { News } from "../api-services/proposals/news.ts";
import { DECISIONS, decisionMail } from "../companies/decision-mail.ts";
import { DEFAULT_POLICY } from "../key-policy/rules.ts";
import { policyLetter } from "../key-policy/tell-operators.ts";
import { compose } from "../notices/compose.ts";
import { ALL_KINDS } from "../notices/kinds.ts";
import type { Notice } from "../notices/store.ts";
import { LANGUAGES, type Language, type Reader } from "../notifications/languages.ts";
import { mailOf } from "../notifications/letter.ts";
import type { Mail } from "../notifications/queue-mail.ts";
import { OPERATOR_ROLES, PROJECT_ROLES } from "../permissions.ts";
import type { SuspensionStep } from "../production-access/suspension-words.ts";
import { suspensionLetter } from "../production-access/tell-operators.ts";
import { invitationMail } from "../projects/team/mails.ts";
import type { ProviderWebhookChange } from "../webhooks/operator-words.ts";
import { webhookLetter } from "../webhooks/tell-of-change.ts";

/*
 * Every mail that the program sends, in every language. The lists below are records by kind, so that a kind that is missing here doesn't
 * compile; the last test finds the file that sends a mail made elsewhere.
 */

const EVIL = `<img src=x onerror="alert('1')">&`;
const ESCAPED = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;";
const setting = { provider: `Bank ${EVIL}`, publicUrl: "https://desk.example" };
const DAY = new Date("2027-03-01T12:00:00Z");
const LINK = "a-token";

const kindsOf = <Kind extends string>(all: Readonly<Record<Kind, true>>) => Object.keys(all) as Kind[];
const DESK_CHANGES = kindsOf<DeskChangeKind>({
  added: true,
  role: true,
  removed: true,
  asked: true,
  dropped: true,
  lapsed: true,
});
const SUSPENSION_STEPS = kindsOf<SuspensionStep>({
  asked: true,
  suspended: true,
  dropped: true,
  resumed: true,
  lapsed: true,
});
const WEBHOOK_CHANGES = kindsOf<ProviderWebhookChange>({
  added: true,
  removed: true,
  paused: true,
  resumed: true,
  kinds: true,
  secret: true,
});
const SERVICE_NEWS = kindsOf<News["kind"]>({
  proposed: true,
  confirmed: true,
  declined: true,
  "taken-back": true,
  dropped: true,
  lapsed: true,
  changed: true,
  opened: true,
});

const ACCOUNT_MAILS: Readonly<Record<keyof typeof accountMails, (to: Reader) => readonly Mail[]>> = {
  confirmEmailMail: (to) => [accountMails.confirmEmailMail(setting, to, LINK, DAY)],
  knownAddressMail: (to) => [accountMails.knownAddressMail(setting, to)],
  resetPasswordMail: (to) => [accountMails.resetPasswordMail(setting, to, LINK, DAY)],
  passwordChangedMail: (to) => [accountMails.passwordChangedMail(setting, to)],
  passwordResetMail: (to) => [accountMails.passwordResetMail(setting, to)],
  secondFactorAddedMail: (to) => [accountMails.secondFactorAddedMail(setting, to)],
  secondFactorRemovedMail: (to) => [accountMails.secondFactorRemovedMail(setting, to)],
  passkeyAddedMail: (to) => [accountMails.passkeyAddedMail(setting, to)],
  passkeyRemovedMail: (to) => [accountMails.passkeyRemovedMail(setting, to)],
  confirmOldEndMail: (to) => [accountMails.confirmOldEndMail(setting, to, EVIL, LINK, DAY)],
  confirmNewEndMail: (to) => [accountMails.confirmNewEndMail(setting, to, LINK, DAY)],
  newEndTakenMail: (to) => [accountMails.newEndTakenMail(setting, to)],
  emailChangedMail: (to) => [accountMails.emailChangedMail(setting, to, EVIL)],
  identityLinkedMail: (to) => [accountMails.identityLinkedMail(setting, to, EVIL)],
  signedUpByIdentityMail: (to) => [accountMails.signedUpByIdentityMail(setting, to, EVIL)],
  identityUnlinkedMail: (to) => [accountMails.identityUnlinkedMail(setting, to, EVIL)],
};

const PEOPLE_MAILS: Readonly<Record<keyof typeof peopleMails, (to: Reader) => readonly Mail[]>> = {
  deskChangedMail: (to) =>
    DESK_CHANGES.flatMap((kind) =>
      OPERATOR_ROLES.map((role) =>
        peopleMails.deskChangedMail(setting, to, { kind, email: EVIL, role, by: EVIL, askedBy: "alan" }),
      ),
    ),
  newOperatorMail: (to) => [peopleMails.newOperatorMail(setting, to, LINK, DAY)],
  operatorRoleMail: (to) => OPERATOR_ROLES.map((role) => peopleMails.operatorRoleMail(setting, to, role)),
  operatorRemovedMail: (to) => [peopleMails.operatorRemovedMail(setting, to)],
  secondFactorResetMail: (to) => [peopleMails.secondFactorResetMail(setting, to)],
  emailChangeCancelledMail: (to) => [peopleMails.emailChangeCancelledMail(setting, to, EVIL)],
  recoveryCodesRenewedMail: (to) => [peopleMails.recoveryCodesRenewedMail(setting, to)],
  recoveryCodeUsedMail: (to) => [0, 1, 7].map((left) => peopleMails.recoveryCodeUsedMail(setting, to, left)),
};

function partnersMails(to: Reader): readonly Mail[] {
  const invited = { email: to.email, invitedBy: EVIL, expiresAt: DAY };
  return [
    ...PROJECT_ROLES.map((role) =>
      invitationMail(setting, to.language, { name: EVIL }, { ...invited, role }, LINK),
    ),
    ...DECISIONS.flatMap((step) =>
      [null, `${EVIL}\n\nhttps://elsewhere.example/`].map((text) =>
        decisionMail(setting, to, { company: EVIL, step, text }),
      ),
    ),
  ];
}

/** Everything that a kind of notice may say of what it is about; `notices/letter.test.ts` has each kind's own. */
const FACTS = {
  keyType: "client",
  kid: "ab".repeat(32),
  alias: EVIL,
  partnerId: "1234567890",
  at: DAY.toISOString(),
  notAfter: DAY.toISOString(),
  endsAt: DAY.toISOString(),
  daysLeft: 14,
  schedule: null,
  scheduledBy: EVIL,
  successor: null,
  reason: EVIL,
  words: EVIL,
  plan: "production",
  contract: EVIL,
  because: "contract-ended",
  host: "hooks.example",
  change: "secret",
  name: EVIL,
  email: EVIL,
  role: "admin",
  old: "works-on",
};

const noticeMails = (to: Reader): readonly Mail[] =>
  ALL_KINDS.map((kind) => {
    const notice = {
      id: "0190a000-0000-7000-8000-000000000001",
      projectId: "0190a000-0000-7000-8000-000000000002",
      projectName: EVIL,
      environment: "production",
      kind,
      facts: FACTS as unknown as Notice["facts"],
      actor: EVIL,
      at: DAY,
      mailedAt: null,
      webhooksAt: null,
    } satisfies Notice;
    return compose([notice], { ...to, operator: false, withoutMail: [] }, setting);
  });

function operatorsMails({ email, language }: Reader): readonly Mail[] {
  const service = { service: { id: "weather", name: EVIL }, by: EVIL, askedBy: EVIL };
  const fields = { before: { name: "Weather" }, after: { name: EVIL }, added: 3, removed: 0, assigned: 0 };
  return [
    ...SUSPENSION_STEPS.map((kind) =>
      suspensionLetter(setting, language, { kind, name: EVIL, reason: EVIL, by: EVIL, askedBy: EVIL }),
    ),
    ...WEBHOOK_CHANGES.map((change) => webhookLetter(setting, language, { host: EVIL, change, by: EVIL })),
    ...SERVICE_NEWS.map((kind) => serviceLetter({ ...service, ...fields, kind }, language, setting)),
    ...Object.keys(DEFAULT_POLICY).map((field) =>
      policyLetter(setting, language, { by: EVIL, before: { [field]: 1 }, after: { [field]: EVIL } }),
    ),
  ].map((letter) => mailOf(letter, email));
}

function everyMail(language: Language): Mail[] {
  const to = { email: "kay@example.test", language };
  return [
    ...Object.values(ACCOUNT_MAILS).flatMap((make) => make(to)),
    ...Object.values(PEOPLE_MAILS).flatMap((make) => make(to)),
    ...partnersMails(to),
    ...noticeMails(to),
    ...operatorsMails(to),
  ];
}

const nameless = ({ subject, text }: Mail) =>
  `${subject}\n${text}`.replaceAll(EVIL, "").replaceAll(/https:\S+/g, "");

test("every mail has other words in each language, its subject included", () => {
  const [english = [], spanish = []] = LANGUAGES.map(everyMail);
  expect(english.length).toBeGreaterThan(90);
  expect(spanish).toHaveLength(english.length);
  for (const [index, mail] of english.entries()) {
    const translated = spanish[index] ?? mail;
    expect(translated.subject).not.toBe(mail.subject);
    expect(translated.text, mail.subject).not.toBe(mail.text);
    expect(nameless(mail), mail.subject).toMatch(/\b(the|your|you|is|was|of)\b/);
    expect(nameless(mail), mail.subject).not.toMatch(/\b(está|su|los|una|para|del)\b/);
    expect(nameless(translated), mail.subject).toMatch(/\b(el|la|los|se|su|de|del|una)\b/);
    expect(nameless(translated), mail.subject).not.toMatch(/\b(the|your|you|was|were|this|with)\b/);
    // It is polite: usted, never tú.
    expect(nameless(translated), mail.subject).not.toMatch(/\b(tu|tus|tú|te|ti|tienes|puedes|eres|haz)\b/i);
  }
});

test.each(LANGUAGES)(
  "every mail has its text and its page in %s, and what people wrote is no markup in it",
  (language) => {
    for (const { to, subject, text, html = "" } of everyMail(language)) {
      expect(to).toBe("kay@example.test");
      expect(subject).not.toBe("");
      expect(subject.length).toBeLessThanOrEqual(150);
      expect(text.trim().length, subject).toBeGreaterThan(40);
      expect(text, subject).toContain(EVIL);
      expect(text, subject).not.toMatch(/&(lt|gt|amp|quot|#39);|<\/?(p|a|div|html)\b/);
      expect(html, subject).toContain(`<html lang="${language}">`);
      expect(html, subject).toContain(ESCAPED);
      const tags = [...html.matchAll(/<(\w+)/g)].map(([, name = ""]) => name);
      expect(tags.filter((tag) => !/^(html|head|meta|title|body|div|h1|p|table|tr|td|a)$/.test(tag))).toEqual(
        [],
      );
      expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|NaN|\[object|\$\{/);
      for (const [, link] of html.matchAll(/href="([^"]*)"/g)) {
        expect(link).toMatch(/^https:\/\/desk\.example\//);
        expect(text, subject).toContain(link);
      }
      for (const [link] of text.matchAll(/https:\/\/desk\.example\/\S*/g))
        expect(html, subject).toContain(link);
    }
  },
);

const SOURCES = new URL("..", import.meta.url).pathname;

/** Whose mails are among those above: files that make mails, and those that make what every operator is told. */
const MAKERS = [
  "accounts/account-mails/mails.ts",
  "accounts/people-mails/mails.ts",
  "companies/decision-mail.ts",
  "notices/compose.ts",
  "notices/mail-operators.ts",
  "projects/team/mails.ts",
];
const FOR_OPERATORS = [
  "api-services/proposals/tell-operators.ts",
  "key-policy/tell-operators.ts",
  "production-access/tell-operators.ts",
  "webhooks/tell-of-change.ts",
];

test("no file makes a mail besides those whose mails are looked at here", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/testing\//.test(file))
    .map((file) => ({ file, text: readFileSync(join(SOURCES, file), "utf8") }));
  const using = (call: RegExp) =>
    files
      .filter(({ file, text }) => !file.startsWith("notifications/") && call.test(text))
      .map(({ file }) => file);
  expect(using(/\b(mailOf|writtenMail)\(/).sort()).toEqual(MAKERS);
  expect(using(/\bmailOperators\((?!\n {2}tx: )/).sort()).toEqual(FOR_OPERATORS);
  // What is queued comes from a maker, and isn't written where it is queued.
  expect(using(/\bqueueMail\(\s*\w+,\s*[\w.]+,\s*\{/)).toEqual([]);
  const queueing = using(/\bqueueMail\(/);
  expect(queueing.length).toBeGreaterThan(20);
  const makers =
    /(account-mails\/mails|people-mails\/mails|team\/mails|\.\/mails|decision-mail|compose|letter)\.ts"/;
  expect(queueing.filter((file) => !makers.test(files.find((one) => one.file === file)?.text ?? ""))).toEqual(
    [],
  );
});
