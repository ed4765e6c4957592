import type { OperationSums } from "./operations-store.ts";

const HEAD = [
  "day",
  "operation",
  "calls",
  "succeeded",
  "refused",
  "failed",
  "encrypted",
  "mean_milliseconds",
];

/** RFC 4180, a row a UTC day and operation. */
export function operationsCsv(rows: readonly (OperationSums & { readonly day: string })[]): string {
  const lines = rows.map(({ day, operation, calls, refused, failed, encrypted, milliseconds }) =>
    [day, operation, calls, calls - refused - failed, refused, failed, encrypted, mean(milliseconds, calls)]
      .map(cell)
      .join(","),
  );
  return [HEAD.join(","), ...lines, ""].join("\r\n");
}

export function mean(milliseconds: number, calls: number): number {
  return calls === 0 ? 0 : Math.round(milliseconds / calls);
}

/** A text that a spreadsheet would reckon with is kept one by a mark before it. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
