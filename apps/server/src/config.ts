import { resolve } from "node:path";
import { z } from "zod";

/**
 * Every setting of Gatehouse: environment variables, read once at the start. A bad value stops the start with a line that
 * names the variable. Secrets come as files or variables and are never printed.
 */

const port = z.coerce.number().int().min(0).max(65_535);
const httpUrl = z.url({ protocol: /^https?$/ });

const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((value) => value === "true");

const settings = z.object({
  GATEHOUSE_PORT: port.default(8080).describe("Port of the portal and the management API."),
  GATEHOUSE_GATEWAY_PORT: port.default(8081).describe("Port of the gateway: the API as partners call it."),
  GATEHOUSE_TEST_DRIVE_PORT: port
    .default(0)
    .describe("Port of Test Drive, reached by the gateway only; 0: any free one of this program."),
  GATEHOUSE_HOST: z.string().min(1).max(255).default("127.0.0.1").describe("Address to listen on."),
  GATEHOUSE_DATA_DIR: z
    .string()
    .min(1)
    .max(1_024)
    .default(".gatehouse")
    .describe(
      "Folder of the embedded database, the master key file and what gateways could not yet tell of use.",
    ),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("An external PostgreSQL; unset: the embedded one in the data folder."),
  GATEHOUSE_GATEWAY_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      "The gateway's own log-in to an external PostgreSQL; it needs to read the key book and nothing else.",
    ),
  GATEHOUSE_ROLES: z
    .string()
    .default("portal,gateway,test-drive,worker")
    .transform((text, context) => {
      const roles = text.split(",").map((role) => role.trim());
      const unknown = roles.filter((role) => !isRole(role));
      if (unknown.length > 0 || new Set(roles).size !== roles.length) {
        context.addIssue(`a comma-separated list of ${ROLES.join(", ")}, each once`);
        return z.NEVER;
      }
      return new Set(roles as Role[]);
    })
    .describe("The roles this program takes."),
  GATEHOUSE_ENVIRONMENT: z
    .enum(["development", "production"])
    .default("development")
    .describe("In production there is no local mailbox, and cookies are sent over HTTPS only."),
  GATEHOUSE_PUBLIC_URL: httpUrl
    .optional()
    .describe("The portal's address as people see it; goes into mails."),
  GATEHOUSE_GATEWAY_PUBLIC_URL: httpUrl.optional().describe("The gateway's address as partners see it."),
  GATEHOUSE_PORTAL_INTERNAL_URL: httpUrl
    .optional()
    .describe(
      "Where a gateway without the portal role reaches the portal, to change a Partner Secret and to tell of use.",
    ),
  GATEHOUSE_PRODUCTION_UPSTREAM: httpUrl
    .optional()
    .describe(
      "Where calls of Production go of the built-in API service, the provider's own API, while the catalogue of API services names no address for it.",
    ),
  GATEHOUSE_UPSTREAM_ADDRESSES: z
    .enum(["public", "any"])
    .default("public")
    .describe("`any` lets the gateway call an upstream at a private address as well."),
  GATEHOUSE_WEBHOOK_ADDRESSES: z
    .enum(["public", "any"])
    .default("public")
    .describe("`any` lets webhooks go to receivers at private addresses as well."),
  GATEHOUSE_TEST_DRIVE_URL: httpUrl
    .optional()
    .describe("Where a gateway without the test-drive role reaches Test Drive."),
  GATEHOUSE_TEST_DRIVE_SECRET: z
    .string()
    .min(32)
    .max(255)
    .optional()
    .describe("What the gateway shows to Test Drive; needed when they run apart."),
  GATEHOUSE_TRUST_PROXY: flag.describe(
    "Believe X-Forwarded-For of a proxy in front. Only when there is one: else anyone can pose as anyone.",
  ),
  GATEHOUSE_MASTER_KEY: z
    .string()
    .regex(
      /^[0-9a-f]{64}(?:,[0-9a-f]{64}){0,7}$/,
      "64 lower-case hex digits, or up to eight of them with commas",
    )
    .transform((text) => text.split(",").map((key) => Buffer.from(key, "hex")))
    .optional()
    .describe(
      "Master keys themselves (32 bytes each, hex, comma-separated), in place of the master key file.",
    ),
  GATEHOUSE_PKCS11_LIBRARY: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .describe("Path of the PKCS#11 library of a token (HSM), in which master keys are made and stay."),
  GATEHOUSE_PKCS11_TOKEN: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe("The token's label; unset: by slot, or the only token there."),
  GATEHOUSE_PKCS11_SLOT: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe("The token's slot number; unset: by label."),
  GATEHOUSE_PKCS11_PIN: z.string().min(1).max(255).optional().describe("The token's user PIN."),
  GATEHOUSE_PKCS11_PIN_FILE: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .describe(
      "A file with the token's user PIN, in place of the variable; it is read whenever the token is opened.",
    ),
  GATEHOUSE_PKCS11_KEY_LABEL: z
    .string()
    .min(1)
    .max(64)
    .default("gatehouse-master-key")
    .describe("Label of the master keys in the token."),
  GATEHOUSE_PKCS11_AUTHORITY: flag.describe(
    "Make the key of the issuing authority in the token, and sign certificates there.",
  ),
  GATEHOUSE_PROVIDER_NAME: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}<>]+$/u, "a name without control characters and angle brackets")
    .default("Mastercard")
    .describe("The API provider's name in pages and mails."),
  GATEHOUSE_ENCRYPTION_KEYS: z
    .enum(["enabled", "withheld"])
    .default("enabled")
    .describe("Are encryption keys offered to new partners?"),
  GATEHOUSE_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      "Mail server, e.g. smtps://user:password@host:465; unset: a local mailbox page, outside production only.",
    ),
  GATEHOUSE_MAIL_FROM: z
    .string()
    .min(3)
    .max(320)
    .regex(
      /^([^\p{Cc}<>@"]+ <[^\p{Cc}\s<>@]+@[^\p{Cc}\s<>@]+>|[^\p{Cc}\s<>@]+@[^\p{Cc}\s<>@]+)$/u,
      "name@host or Name <name@host>",
    )
    .default("Gatehouse <gatehouse@localhost>")
    .describe("Sender of mails."),
  GATEHOUSE_IDENTITY_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine(
      (url) => url.startsWith("https:") || /^(127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(url).hostname),
      "https, except on this machine",
    )
    .optional()
    .describe(
      "Issuer of the OpenID Connect identity service that people can log in at; unset: there is none. It needs to know <public URL>/identity as redirect URI.",
    ),
  GATEHOUSE_IDENTITY_CLIENT_ID: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("This desk's client ID at the identity service."),
  GATEHOUSE_IDENTITY_CLIENT_SECRET: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .describe("Its client secret there; unset, without a file: a public client, by PKCE alone."),
  GATEHOUSE_IDENTITY_CLIENT_SECRET_FILE: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .describe("A file with the client secret, in place of the variable; it is read at least every hour."),
  GATEHOUSE_IDENTITY_NAME: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}<>]+$/u, "a name without control characters and angle brackets")
    .default("the identity service")
    .describe("What the log-in page calls the identity service."),
  GATEHOUSE_IDENTITY_SCOPES: z
    .string()
    .max(500)
    .regex(/^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/, "openid, and others with spaces between")
    .default("openid")
    .describe(
      "Scopes to ask for. With email among them people can also sign up by the service, where it says that their address is verified; profile tells their name.",
    ),
  GATEHOUSE_IDENTITY_COMPANY_CLAIMS: z
    .string()
    .max(500)
    .transform((text, context) => {
      const names = Object.fromEntries(
        text.split(",").map((pair) => pair.split("=").map((part) => part.trim())),
      );
      const { id, name, address, country = null, ...others } = names;
      if (!id || !name || !address || country === "" || Object.keys(others).length > 0) {
        context.addIssue(
          "id=<claim>,name=<claim>,address=<claim>, and country=<claim> where the address has none",
        );
        return z.NEVER;
      }
      return { id, name, address, country };
    })
    .optional()
    .describe(
      "Claims by which the identity service vouches for a company, e.g. id=company_id,name=company_name,address=company_address; unset: it vouches for none.",
    ),
  GATEHOUSE_GATEWAY_NAME: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, "1 to 64 letters, digits, dots, dashes")
    .optional()
    .describe("This gateway's name on the pages; unset: host name and port."),
  GATEHOUSE_CRYPTO_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe("Threads that encrypt and decrypt; unset: one a core, at most four."),
  GATEHOUSE_KEY_BOOK_WAKE: z
    .enum(["listen", "poll"])
    .default("listen")
    .describe(
      "How a gateway hears of changes: by LISTEN, or by asking four times a second alone, behind a pooler.",
    ),
  GATEHOUSE_PICTURE_MAX_AGE: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(900)
    .describe("Seconds a gateway goes on without the database before it refuses."),
  GATEHOUSE_LOG: z
    .enum(["silent", "error", "warn", "info", "debug"])
    .default("info")
    .describe("How much is logged, as JSON lines: to standard output in production, else to standard error."),
});

const ROLES = ["portal", "gateway", "test-drive", "worker"] as const;
export type Role = (typeof ROLES)[number];

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

export interface Config {
  readonly port: number;
  readonly gatewayPort: number;
  readonly testDrivePort: number;
  readonly host: string;
  /** Absolute path. */
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly gatewayDatabaseUrl: string | null;
  readonly roles: ReadonlySet<Role>;
  readonly production: boolean;
  readonly publicUrl: string | null;
  readonly gatewayPublicUrl: string | null;
  readonly portalInternalUrl: string | null;
  readonly productionUpstream: string | null;
  /** May the gate call private addresses? */
  readonly anyUpstreamAddress: boolean;
  /** May webhooks go to private addresses? */
  readonly anyWebhookAddress: boolean;
  readonly testDriveUrl: string | null;
  readonly testDriveSecret: string | null;
  readonly trustProxy: boolean;
  /** 32 bytes each, when given by the environment. */
  readonly masterKeys: readonly Buffer[];
  readonly token: TokenConfig | null;
  readonly providerName: string;
  readonly encryptionKeysEnabled: boolean;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Where people can log in besides here; null: nowhere. */
  readonly identity: IdentityConfig | null;
  readonly gatewayName: string | null;
  readonly cryptoWorkers: number | null;
  readonly keyBookWake: "listen" | "poll";
  readonly pictureMaxAgeMs: number;
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
}

/** An OpenID Connect provider. */
export interface IdentityConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: { readonly value: string } | { readonly file: string } | null;
  readonly name: string;
  readonly scopes: string;
  /** Names of the claims that vouch for a company; null: it vouches for none. */
  readonly company: {
    readonly id: string;
    readonly name: string;
    readonly address: string;
    readonly country: string | null;
  } | null;
}

/** A PKCS#11 token for master keys. */
export interface TokenConfig {
  readonly library: string;
  readonly token: string | null;
  readonly slot: number | null;
  readonly pin: { readonly value: string } | { readonly file: string };
  readonly keyLabel: string;
  /** Is the issuing authority's key made there too? */
  readonly authority: boolean;
}

/** A setting that can't be used; the message names the variable and never shows its value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** @throws {ConfigError} naming each bad variable. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = settings.safeParse(given, { reportInput: false });
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"),
    );
  }
  const s = parsed.data;
  if (s.GATEHOUSE_ENVIRONMENT === "production" && s.GATEHOUSE_SMTP_URL === undefined) {
    throw new ConfigError("GATEHOUSE_SMTP_URL: needed in production, where there is no local mailbox");
  }
  return {
    port: s.GATEHOUSE_PORT,
    gatewayPort: s.GATEHOUSE_GATEWAY_PORT,
    testDrivePort: s.GATEHOUSE_TEST_DRIVE_PORT,
    host: s.GATEHOUSE_HOST,
    dataDir: resolve(s.GATEHOUSE_DATA_DIR),
    databaseUrl: s.DATABASE_URL ?? null,
    gatewayDatabaseUrl: s.GATEHOUSE_GATEWAY_DATABASE_URL ?? null,
    roles: s.GATEHOUSE_ROLES,
    production: s.GATEHOUSE_ENVIRONMENT === "production",
    publicUrl: s.GATEHOUSE_PUBLIC_URL ?? null,
    gatewayPublicUrl: s.GATEHOUSE_GATEWAY_PUBLIC_URL ?? null,
    portalInternalUrl: s.GATEHOUSE_PORTAL_INTERNAL_URL ?? null,
    productionUpstream: s.GATEHOUSE_PRODUCTION_UPSTREAM ?? null,
    anyUpstreamAddress: s.GATEHOUSE_UPSTREAM_ADDRESSES === "any",
    anyWebhookAddress: s.GATEHOUSE_WEBHOOK_ADDRESSES === "any",
    testDriveUrl: s.GATEHOUSE_TEST_DRIVE_URL ?? null,
    testDriveSecret: s.GATEHOUSE_TEST_DRIVE_SECRET ?? null,
    trustProxy: s.GATEHOUSE_TRUST_PROXY,
    masterKeys: s.GATEHOUSE_MASTER_KEY ?? [],
    token: tokenOf(s),
    providerName: s.GATEHOUSE_PROVIDER_NAME,
    encryptionKeysEnabled: s.GATEHOUSE_ENCRYPTION_KEYS === "enabled",
    smtpUrl: s.GATEHOUSE_SMTP_URL ?? null,
    mailFrom: s.GATEHOUSE_MAIL_FROM,
    identity: identityOf(s),
    gatewayName: s.GATEHOUSE_GATEWAY_NAME ?? null,
    cryptoWorkers: s.GATEHOUSE_CRYPTO_WORKERS ?? null,
    keyBookWake: s.GATEHOUSE_KEY_BOOK_WAKE,
    pictureMaxAgeMs: s.GATEHOUSE_PICTURE_MAX_AGE * 1_000,
    logLevel: s.GATEHOUSE_LOG,
  };
}

function identityOf(s: z.infer<typeof settings>): IdentityConfig | null {
  const { GATEHOUSE_IDENTITY_ISSUER: issuer, GATEHOUSE_IDENTITY_CLIENT_ID: clientId } = s;
  const { GATEHOUSE_IDENTITY_CLIENT_SECRET: value, GATEHOUSE_IDENTITY_CLIENT_SECRET_FILE: file } = s;
  if (issuer === undefined) return null;
  if (clientId === undefined) {
    throw new ConfigError("GATEHOUSE_IDENTITY_CLIENT_ID: needed with GATEHOUSE_IDENTITY_ISSUER");
  }
  if (value !== undefined && file !== undefined) {
    throw new ConfigError(
      "GATEHOUSE_IDENTITY_CLIENT_SECRET: give the secret or its file, GATEHOUSE_IDENTITY_CLIENT_SECRET_FILE; not both",
    );
  }
  return {
    issuer,
    clientId,
    secret: value !== undefined ? { value } : file !== undefined ? { file: resolve(file) } : null,
    name: s.GATEHOUSE_IDENTITY_NAME,
    scopes: s.GATEHOUSE_IDENTITY_SCOPES,
    company: s.GATEHOUSE_IDENTITY_COMPANY_CLAIMS ?? null,
  };
}

function tokenOf(s: z.infer<typeof settings>): TokenConfig | null {
  if (s.GATEHOUSE_PKCS11_LIBRARY === undefined) {
    if (s.GATEHOUSE_PKCS11_AUTHORITY) {
      throw new ConfigError("GATEHOUSE_PKCS11_AUTHORITY: needs GATEHOUSE_PKCS11_LIBRARY");
    }
    return null;
  }
  const { GATEHOUSE_PKCS11_PIN: value, GATEHOUSE_PKCS11_PIN_FILE: file } = s;
  if ((value === undefined) === (file === undefined)) {
    throw new ConfigError(
      "GATEHOUSE_PKCS11_PIN: give the PIN or its file, GATEHOUSE_PKCS11_PIN_FILE; one of them",
    );
  }
  return {
    library: s.GATEHOUSE_PKCS11_LIBRARY,
    token: s.GATEHOUSE_PKCS11_TOKEN ?? null,
    slot: s.GATEHOUSE_PKCS11_SLOT ?? null,
    pin: file === undefined ? { value: value ?? "" } : { file: resolve(file) },
    keyLabel: s.GATEHOUSE_PKCS11_KEY_LABEL,
    authority: s.GATEHOUSE_PKCS11_AUTHORITY,
  };
}

export interface SettingDescription {
  readonly name: string;
  /** As it would be written in the environment; null when the setting is unset by default. */
  readonly default: string | null;
  readonly meaning: string;
}

/** Name, default and meaning of every setting, for the README's table and its test. */
export function describeSettings(): SettingDescription[] {
  return Object.entries(settings.shape).map(([name, schema]) => {
    const written = z.toJSONSchema(schema, { io: "input" }).default;
    return {
      name,
      default: written === undefined ? null : String(written),
      meaning: schema.description ?? "",
    };
  });
}
