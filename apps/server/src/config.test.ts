import { expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

test("without any variable the published defaults hold", () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    port: 8080,
    gatewayPort: 8081,
    host: "127.0.0.1",
    databaseUrl: null,
    production: false,
  });
  expect(config.dataDir.endsWith("/.gatehouse")).toBe(true);
  expect([...config.roles]).toEqual(["portal", "gateway", "test-drive", "worker"]);
});

test.each([
  ["GATEHOUSE_PORT", "http"],
  ["GATEHOUSE_PORT", "70000"],
  ["GATEHOUSE_ROLES", "portal,clerk"],
  ["GATEHOUSE_ROLES", "portal,portal"],
  ["DATABASE_URL", "mysql://root@localhost/x"],
  ["GATEHOUSE_SMTP_URL", "http://mail"],
  ["GATEHOUSE_PICTURE_MAX_AGE", "0"],
  ["GATEHOUSE_GATEWAY_NAME", "a b"],
  ["GATEHOUSE_PROVIDER_NAME", "Bank\nBcc: x"],
  ["GATEHOUSE_PROVIDER_NAME", "<b>Bank</b>"],
  ["GATEHOUSE_MAIL_FROM", "Bank"],
  ["GATEHOUSE_IDENTITY_ISSUER", "http://id.bank.example"],
  ["GATEHOUSE_IDENTITY_SCOPES", "email"],
  ["GATEHOUSE_IDENTITY_COMPANY_CLAIMS", "id=company_id"],
  ["GATEHOUSE_IDENTITY_COMPANY_CLAIMS", "id=a,name=b,address=c,owner=d"],
  ["GATEHOUSE_MAIL_FROM", "Bank <desk@bank.example>\nBcc: x@y"],
  ["GATEHOUSE_MAIL_FROM", "Bank <desk>"],
])("a bad %s (%s) stops the start with a line that names it", (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(`^${name}`, "m"));
});

test.each(["desk@bank.example", "Große Bank, Inc. <desk@bank.example>"])("%s can send mails", (sender) => {
  expect(loadConfig({ GATEHOUSE_MAIL_FROM: sender }).mailFrom).toBe(sender);
});

test("a bad secret is named and never shown", () => {
  const secret = "not-hex-but-very-secret";
  const problem = (() => {
    try {
      loadConfig({ GATEHOUSE_MASTER_KEY: secret });
      return "";
    } catch (error) {
      return String(error);
    }
  })();
  expect(problem).toContain("GATEHOUSE_MASTER_KEY");
  expect(problem).not.toContain(secret);
});

test("production without a mail server is refused, because nobody could confirm an address", () => {
  expect(() => loadConfig({ GATEHOUSE_ENVIRONMENT: "production" })).toThrow(/GATEHOUSE_SMTP_URL/);
});

test("an identity service needs a client ID, and its secret once", () => {
  const issuer = { GATEHOUSE_IDENTITY_ISSUER: "https://id.bank.example" };
  expect(() => loadConfig(issuer)).toThrow(/^GATEHOUSE_IDENTITY_CLIENT_ID/m);
  const client = { ...issuer, GATEHOUSE_IDENTITY_CLIENT_ID: "desk" };
  expect(loadConfig(client).identity).toMatchObject({ secret: null, scopes: "openid", company: null });
  const twice = { GATEHOUSE_IDENTITY_CLIENT_SECRET: "s", GATEHOUSE_IDENTITY_CLIENT_SECRET_FILE: "/s" };
  expect(() => loadConfig({ ...client, ...twice })).toThrow(/^GATEHOUSE_IDENTITY_CLIENT_SECRET:/m);
  const claims = { GATEHOUSE_IDENTITY_COMPANY_CLAIMS: "id=a, name=b, address=c" };
  expect(loadConfig({ ...client, ...claims }).identity?.company).toEqual({
    id: "a",
    name: "b",
    address: "c",
    country: null,
  });
});
