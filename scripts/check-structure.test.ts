import { describe, expect, it } from "vitest";
import { findCircles } from "./structure/find-circles.ts";
import { findFaults } from "./structure/find-faults.ts";
import { importsOf } from "./structure/read-imports.ts";

function faultsOf(files: Record<string, string>): string[] {
  return findFaults(Object.entries(files).flatMap(([file, text]) => importsOf(file, text)));
}

describe("the check of the structure", () => {
  it.each([
    ["a room that looks up", "apps/server/src/custody/wrap.ts", "../projects/store.ts"],
    ["a room that knows the roles", "apps/server/src/usage/count.ts", "../roles/start-program.ts"],
    ["a room that knows the gateway", "apps/server/src/projects/store.ts", "../gateway/picture.ts"],
    ["a gateway that knows the desk", "apps/server/src/gateway/allow.ts", "../projects/rules.ts"],
    ["a gateway that knows the database", "apps/server/src/gateway/allow.ts", "../database/database.ts"],
    ["a gateway that knows the roles", "apps/server/src/gateway/allow.ts", "../roles/desk-link.ts"],
    ["a room that no tier names", "apps/server/src/attic/box.ts", "../problems/problem.ts"],
    ["a room that knows Test Drive", "apps/server/src/usage/count.ts", "@gatehouse/test-drive/context"],
    ["a Test Drive that knows the server", "apps/test-drive/src/context.ts", "../../server/src/config.ts"],
    [
      "a package that knows an app",
      "packages/keystore/src/der/read.ts",
      "../../../../apps/server/src/config.ts",
    ],
    ["a command line that knows the server", "apps/cli/src/main.ts", "../../server/src/config.ts"],
    ["a portal room that knows another", "apps/portal/src/rooms/projects/list.tsx", "../accounts/me.ts"],
    ["a portal ui that knows a room", "apps/portal/src/ui/card.tsx", "../rooms/accounts/me.ts"],
    ["code that needs a test helper", "apps/server/src/accounts/log-in.ts", "./testing/desk.ts"],
  ])("refuses %s", (_, file, request) => {
    expect(faultsOf({ [file]: `import { x } from "${request}";` })).toHaveLength(1);
    expect(faultsOf({ [file]: `import type { X } from "${request}";` })).toHaveLength(1);
    expect(faultsOf({ [file]: `export { x } from "${request}";` })).toHaveLength(1);
    expect(faultsOf({ [file]: `const x = await import("${request}");` })).toHaveLength(1);
  });

  it.each([
    ["down", "apps/server/src/projects/store.ts", "../accounts/rules.ts"],
    ["from the ground floor", "apps/server/src/usage/count.ts", "../problems/problem.ts"],
    [
      "from a neighbour in its tier",
      "apps/server/src/encryption-keys/add.ts",
      "../certificate-authority/issue.ts",
    ],
    ["all from the roles", "apps/server/src/roles/start.ts", "../gateway/create-gateway.ts"],
    [
      "Test Drive from the roles",
      "apps/server/src/roles/start.ts",
      "@gatehouse/test-drive/create-test-drive",
    ],
    ["the key book from the gateway", "apps/server/src/gateway/follow.ts", "../key-book/source.ts"],
    ["a package anywhere", "apps/portal/src/rooms/accounts/keys.ts", "@gatehouse/keystore/pem/encode"],
    ["a helper from a test", "apps/server/src/custody/wrap.test.ts", "../onboarding/testing/open-desk.ts"],
    ["what is not ours", "packages/keystore/src/der/read.ts", "node:crypto"],
  ])("allows imports %s", (_, file, request) => {
    expect(faultsOf({ [file]: `import { x } from "${request}";` })).toEqual([]);
  });

  it("is not misled by imports in texts and comments", () => {
    const text = `// import "../projects/store.ts";\nexport const x = 'import "../projects/store.ts"';`;
    expect(faultsOf({ "apps/server/src/custody/wrap.ts": text })).toEqual([]);
  });

  it("says where the import stands", () => {
    const [fault] = faultsOf({ "apps/server/src/custody/a.ts": `\n\nimport { x } from "../projects/b.ts";` });
    expect(fault).toMatch(
      /^apps\/server\/src\/custody\/a\.ts:3 imports apps\/server\/src\/projects\/b\.ts: /,
    );
  });

  it("stops at a file that it can't read", () => {
    expect(() => importsOf("apps/server/src/custody/a.ts", "import {")).toThrow(/can't be parsed/);
  });

  it("finds files that import each other over a third", () => {
    const room = "apps/server/src/projects";
    const faults = faultsOf({
      [`${room}/a.ts`]: `import "./b.ts";`,
      [`${room}/b.ts`]: `import "./c.ts";`,
      [`${room}/c.ts`]: `import "./a.ts";`,
    });
    expect(faults).toEqual([`files that import each other: ${room}/a.ts, ${room}/b.ts, ${room}/c.ts`]);
  });

  it("finds rooms of one tier that import each other, though no files do", () => {
    const faults = faultsOf({
      "apps/server/src/credentials/a.ts": `import "../encryption-keys/b.ts";`,
      "apps/server/src/encryption-keys/c.ts": `import "../credentials/d.ts";`,
    });
    expect(faults).toEqual(["rooms that import each other: credentials, encryption-keys"]);
  });

  it("takes two ways to the same file for no circle", () => {
    const edges = new Map([
      ["a", new Set(["b", "c"])],
      ["b", new Set(["d"])],
      ["c", new Set(["d", "b"])],
    ]);
    expect(findCircles(edges)).toEqual([]);
  });
});
