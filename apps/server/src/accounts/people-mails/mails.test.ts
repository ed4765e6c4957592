import { expect, test } from "vitest";
import { LANGUAGES } from "../../notifications/languages.ts";
import {
  deskChangedMail,
  emailChangeCancelledMail,
  newOperatorMail,
  operatorRemovedMail,
  operatorRoleMail,
  recoveryCodesRenewedMail,
  recoveryCodeUsedMail,
  secondFactorResetMail,
} from "./mails.ts";
import type { DeskChangeKind } from "./wording.ts";

const setting = { provider: "Mastercard", publicUrl: "https://desk.example" };
const KINDS: readonly DeskChangeKind[] = ["added", "role", "removed", "asked", "dropped", "lapsed"];

test.each(LANGUAGES)(
  "every mail about people says in %s what it is about, and leads to this desk alone",
  (language) => {
    const to = { email: "kay@example.test", language };
    const change = { email: "lin@example.test", by: "grace@example.test", askedBy: "alan@example.test" };
    const mails = [
      ...KINDS.map((kind) => deskChangedMail(setting, to, { ...change, kind, role: "administrator" })),
      newOperatorMail(setting, to, "a-token", new Date()),
      operatorRoleMail(setting, to, "reviewer"),
      operatorRemovedMail(setting, to),
      secondFactorResetMail(setting, to),
      emailChangeCancelledMail(setting, to, "new@example.test"),
      recoveryCodesRenewedMail(setting, to),
      ...[0, 1, 7].map((left) => recoveryCodeUsedMail(setting, to, left)),
    ];
    for (const { to: recipient, subject, text } of mails) {
      expect(recipient).toBe("kay@example.test");
      expect(`${subject}${text}`).not.toMatch(/undefined|null|\$\{/);
      expect(subject.length).toBeLessThanOrEqual(150);
      for (const [link] of text.matchAll(/https?:\S+/g)) expect(link).toMatch(/^https:\/\/desk\.example\//);
    }
    expect(new Set(mails.map(({ text }) => text)).size).toBe(mails.length);
  },
);

test("no mail says the same in both languages", () => {
  const in_ = (language: "en" | "es") =>
    KINDS.map((kind) => {
      const change = { kind, email: "lin@example.test", role: "reviewer", by: "grace@example.test" } as const;
      return deskChangedMail(setting, { email: "kay@example.test", language }, change).text;
    });
  const [english, spanish] = [in_("en"), in_("es")];
  expect(english.filter((text) => spanish.includes(text))).toEqual([]);
});
