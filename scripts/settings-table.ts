import { describeSettings } from "../apps/server/src/config.ts";

const begin = "<!-- settings: written by `npm run docs` from apps/server/src/config.ts -->";
const end = "<!-- end of settings -->";

/** The README with the table of settings as the program has them. */
export function withSettings(readme: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error("README.md has lost the marks around its table of settings");
  return `${readme.slice(0, from + begin.length)}\n${table()}\n${readme.slice(to)}`;
}

function table(): string {
  const rows = describeSettings().map(
    (setting) =>
      `| \`${setting.name}\` | ${setting.default === null ? "" : `\`${setting.default}\``} | ${setting.meaning.replaceAll("|", "\\|")} |`,
  );
  return ["| setting | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}
