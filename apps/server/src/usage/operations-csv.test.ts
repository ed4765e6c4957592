import { expect, test } from "vitest";
import { operationsCsv } from "./operations-csv.ts";

const row = (operation: string) => ({
  day: "2026-11-26",
  operation,
  calls: 10,
  refused: 2,
  failed: 1,
  encrypted: 9,
  milliseconds: 255,
});

test("a row a day and operation, lines ended as RFC 4180 has them", () => {
  expect(operationsCsv([row("GET /customers/{}"), row("other")])).toBe(
    [
      "day,operation,calls,succeeded,refused,failed,encrypted,mean_milliseconds",
      "2026-11-26,GET /customers/{},10,7,2,1,9,26",
      "2026-11-26,other,10,7,2,1,9,26",
      "",
    ].join("\r\n"),
  );
});

test("a comma or a quote stays in its cell, and nothing is reckoned with by a spreadsheet", () => {
  const cells = operationsCsv([row('GET /a,b"c'), row("=1+1")]);
  expect(cells).toContain('2026-11-26,"GET /a,b""c",10');
  expect(cells).toContain("2026-11-26,'=1+1,10");
});
