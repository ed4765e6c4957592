import { expect, test } from "vitest";
import { parseCompactJwe } from "./parse.ts";
import { refusalOf } from "./testing/refusal-of.ts";

const good = { alg: "RSA-OAEP-256", enc: "A256GCM" };
const withHeader = (header: string) => `${Buffer.from(header).toString("base64url")}.AAAA.AAAA.AAAA.AAAA`;
const codeOf = (text: string) => refusalOf(() => parseCompactJwe(text)).code;

test("a JWE comes apart, with its header segment as received", () => {
  const header = Buffer.from(JSON.stringify({ ...good, kid: "k", cty: "application/json" })).toString(
    "base64",
  );
  const parsed = parseCompactJwe(`${header}.AQ==.Ag.+/8=.-_8`);
  expect(parsed).toMatchObject({
    enc: "A256GCM",
    kid: "k",
    cty: "application/json",
    protectedSegment: header,
  });
  expect(parsed.encryptedKey).toEqual(Buffer.of(1));
  expect(parsed.iv).toEqual(Buffer.of(2));
  expect(parsed.ciphertext).toEqual(Buffer.of(0xfb, 0xff));
  expect(parsed.tag).toEqual(Buffer.of(0xfb, 0xff));
});

test("kid and cty that are no text count as absent", () => {
  expect(parseCompactJwe(withHeader(JSON.stringify({ ...good, kid: 7, cty: [] })))).toMatchObject({
    kid: null,
    cty: null,
  });
});

test.each(["RSA-OAEP", "RSA1_5", "dir", "none", "RSA-OAEP-512", "rsa-oaep-256", null, ["RSA-OAEP-256"]])(
  "alg %j is refused",
  (alg) => {
    expect(codeOf(withHeader(JSON.stringify({ ...good, alg })))).toBe("algorithm-not-allowed");
  },
);

test.each(["A512GCM", "a256gcm", "__proto__", "constructor", "toString", null, 1])(
  "enc %j is refused",
  (enc) => {
    expect(codeOf(withHeader(JSON.stringify({ ...good, enc })))).toBe("encryption-not-allowed");
  },
);

test("compression and critical extensions are refused, whatever their value", () => {
  for (const value of ["DEF", null, false, []]) {
    expect(codeOf(withHeader(JSON.stringify({ ...good, zip: value })))).toBe("compressed");
    expect(codeOf(withHeader(JSON.stringify({ ...good, crit: value })))).toBe("critical-header");
  }
});

test.each([
  ["plainly", '{"alg":"none","alg":"RSA-OAEP-256","enc":"A256GCM"}'],
  ["with an escape", '{"al\\u0067":"none","alg":"RSA-OAEP-256","enc":"A256GCM"}'],
  ["beside an escaped quote", '{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"\\"","kid":"b"}'],
  ["with a number as value", '{"alg":"RSA-OAEP-256","enc":"A256GCM","n":1,"n":2}'],
  ["further in", '{"alg":"RSA-OAEP-256","enc":"A256GCM","jwk":{"kty":"RSA","kty":"EC"}}'],
])("a name that comes twice in the header, %s, is refused", (_how, header) => {
  expect(refusalOf(() => parseCompactJwe(withHeader(header))).message).toContain("twice");
});

test("escapes in a header are no reason to refuse it", () => {
  expect(
    parseCompactJwe(withHeader('{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"a\\"\\u00e9\\\\"}')).kid,
  ).toBe('a"é\\');
});

test("a header may be as long as 4 KiB encoded and no longer; keys, IVs and tags are bounded as well", () => {
  const padded = (pad: number) => withHeader(JSON.stringify({ ...good, x: "y".repeat(pad) }));
  expect(parseCompactJwe(padded(3_000)).enc).toBe("A256GCM");
  expect(codeOf(padded(3_100))).toBe("too-large");
  const [header] = withHeader(JSON.stringify(good)).split(".");
  expect(codeOf(`${header}.${"A".repeat(1_369)}.AAAA.AAAA.AAAA`)).toBe("too-large");
  expect(codeOf(`${header}.AAAA.${"A".repeat(25)}.AAAA.AAAA`)).toBe("too-large");
  expect(codeOf(`${header}.AAAA.AAAA.AAAA.${"A".repeat(49)}`)).toBe("too-large");
});

test("the deepest header that fits is read or refused, without exhausting the stack", () => {
  const depth = 1_490;
  const nested = `{"alg":"RSA-OAEP-256","enc":"A256GCM","x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  expect(parseCompactJwe(withHeader(nested)).enc).toBe("A256GCM");
});

test.each([
  "",
  "a.b.c",
  "a.b.c.d.e.f",
  "....",
  "!.A.A.A.A",
  `${withHeader(JSON.stringify(good))} `,
  withHeader("[]"),
  withHeader("null"),
  withHeader("{"),
  withHeader('"x"'),
])("%j is no JWE", (text) => {
  expect(codeOf(text)).toBe("not-a-jwe");
});

// RFC 7516 appendices A.1 and A.2: their alg is not taken here.
test.each(['{"alg":"RSA-OAEP","enc":"A256GCM"}', '{"alg":"RSA1_5","enc":"A128CBC-HS256"}'])(
  "the RFC's example header %s is refused for its alg",
  (header) => {
    expect(codeOf(withHeader(header))).toBe("algorithm-not-allowed");
  },
);
