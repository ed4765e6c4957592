import { expect, test } from "vitest";
import { REQUEST_STATES } from "../production-access/rules.ts";
import { type Standing, tasksOf } from "./summary-tasks.ts";

const BARE: Standing = {
  encryptionKeys: true,
  sandbox: { credentials: 0, clientKeys: 0, mastercardKey: false, calls: 0 },
  company: "unverified",
  request: null,
  contractInForce: false,
  productionOpen: false,
};
const EQUIPPED = { credentials: 1, clientKeys: 1, mastercardKey: true, calls: 0 };
const states = (changes: Partial<Standing>) =>
  Object.fromEntries(tasksOf({ ...BARE, ...changes }).map(({ code, state }) => [code, state]));

test("a bare project has everything before it, and the first call comes after credentials and keys", () => {
  expect(states({})).toEqual({
    "add-credentials": "todo",
    "add-client-key": "todo",
    "add-mastercard-key": "todo",
    "first-call": "later",
    "verify-company": "todo",
    "request-production": "todo",
    contract: "waiting",
    approval: "later",
  });
  expect(states({ sandbox: EQUIPPED })["first-call"]).toBe("todo");
  expect(states({ sandbox: { ...EQUIPPED, calls: 1 } })["first-call"]).toBe("done");
});

test("where no encryption keys are offered, none are asked for", () => {
  const sandbox = { ...BARE.sandbox, credentials: 1 };
  const without = states({ encryptionKeys: false, sandbox });
  expect(Object.keys(without)).not.toContain("add-client-key");
  expect(Object.keys(without)).not.toContain("add-mastercard-key");
  expect(without["first-call"]).toBe("todo");
});

test.each([
  ["unverified", "todo"],
  ["in-review", "waiting"],
  ["more-information", "todo"],
  ["refused", "todo"],
  ["verified", "done"],
] as const)("a company that is %s is %s", (company, state) => {
  expect(states({ company })["verify-company"]).toBe(state);
});

test("the approval waits for operators once it is asked for, and is to be asked for again once Production has ended", () => {
  const waits = REQUEST_STATES.filter((request) => states({ request }).approval === "waiting");
  expect(waits).toEqual(["submitted", "in-review", "resubmitted"]);
  expect(states({ request: "approved" })).toMatchObject({ "request-production": "todo", approval: "later" });
  const open = states({ request: "approved", productionOpen: true });
  expect([open["request-production"], open.approval]).toEqual(["done", "done"]);
  // Asked for anew while it is open: what there is goes on.
  expect(states({ request: "refused", productionOpen: true }).approval).toBe("done");
});
