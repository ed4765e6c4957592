import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { withSettings } from "./settings-table.ts";

const root = join(import.meta.dirname, "..");
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
});
const pages = listed.split("\n").filter((page) => page !== "" && existsSync(join(root, page)));
const decisions = pages.filter((page) => page.startsWith("docs/decisions/"));

/** Links of a page that point into the repository: the path, and the heading after the #. */
function localLinks(text: string): { path: string; heading: string | null }[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .map((target) => {
      const [path = "", heading] = target.split("#");
      return { path, heading: heading ?? null };
    });
}

/** The anchors of a page's headings, as code hosts make them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function deadLinks(page: string, text: string): string[] {
  return localLinks(text)
    .filter(({ path, heading }) => {
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      if (heading === null || !target.endsWith(".md")) return false;
      return !anchors(path === "" ? text : readFileSync(join(root, target), "utf8")).includes(heading);
    })
    .map(({ path, heading }) => (heading === null ? path : `${path}#${heading}`));
}

describe("the pages for readers", () => {
  it.each(pages)("%s has no dead links into the repository", (page) => {
    expect(deadLinks(page, readFileSync(join(root, page), "utf8"))).toEqual([]);
  });

  it("would be told of a dead link", () => {
    const text =
      "# One page\n[a](gone.md) [b](LICENSE) [c](#one-page) [d](#two) `[e](code.md)` [f](https://example.org)";
    expect(deadLinks("README.md", text)).toEqual(["gone.md", "#two"]);
  });

  it("shows the settings as the program has them", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    expect(readme).toBe(withSettings(readme));
    expect(readme).toContain("| `GATEHOUSE_PORT` | `8080` |");
  });

  it("gives each decision a number of its own, the same in its heading", () => {
    const numbers = decisions.map((page) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(page)?.[1]);
    expect(new Set(numbers).size).toBe(decisions.length);
    for (const [index, page] of decisions.entries()) {
      expect(readFileSync(join(root, page), "utf8")).toMatch(new RegExp(`^# ${numbers[index]}: `));
    }
  });
});
