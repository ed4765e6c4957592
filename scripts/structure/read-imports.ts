import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "oxc-parser";

export interface Import {
  /** Path of the importing file from the repository's root, with forward slashes. */
  readonly from: string;
  /** The same of the imported file, or the name of a package that is not ours. */
  readonly to: string;
  readonly line: number;
}

/** Where the subpaths of our own packages lie. */
const ownPackages: Readonly<Record<string, string>> = {
  "@gatehouse/keystore": "packages/keystore/src",
  "@gatehouse/payload-encryption": "packages/payload-encryption/src",
  "@gatehouse/server": "apps/server/src",
  "@gatehouse/test-drive": "apps/test-drive/src",
};

/** Every import and re-export of a file, types included: a type ties two rooms together as well. */
export function readImports(root: string, file: string): Import[] {
  return importsOf(file, readFileSync(join(root, file), "utf8"));
}

/** @throws {Error} when the text can't be parsed: an unread file must not pass for a clean one. */
export function importsOf(file: string, text: string): Import[] {
  const parsed = parseSync(file, text);
  const fault = parsed.errors.find((error) => error.severity === "Error");
  if (fault !== undefined) throw new Error(`${file} can't be parsed: ${fault.message}`);
  const literals = parsed.module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const quoted = /^["'](.+)["']$/.exec(text.slice(start, end));
    return quoted?.[1] === undefined ? [] : [{ value: quoted[1], start }];
  });
  const requests = [
    ...parsed.module.staticImports.map((entry) => entry.moduleRequest),
    ...parsed.module.staticExports.flatMap((statement) =>
      statement.entries.flatMap(({ moduleRequest }) => (moduleRequest === null ? [] : [moduleRequest])),
    ),
    ...literals,
  ];
  return requests.map(({ value, start }) => ({
    from: file,
    to: resolveRequest(file, value),
    line: text.slice(0, start).split("\n").length,
  }));
}

function resolveRequest(file: string, request: string): string {
  if (request.startsWith(".")) return posix.join(posix.dirname(file), request);
  const [scope, name, ...subpath] = request.split("/");
  const home = ownPackages[`${scope}/${name}`];
  return home === undefined ? request : `${posix.join(home, ...subpath)}.ts`;
}
