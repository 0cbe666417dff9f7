/** docs/www-rules.md as the inspector shows it; `node scripts/www-rules.ts` writes that down. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { anchorOf } from "../../src/edge/inspector/rules.ts";
import type { RulesSection } from "../../src/edge/inspector/rules-page.ts";

const page = fileURLToPath(new URL("../../docs/www-rules.md", import.meta.url));

/** Its sections, the one before the first heading too. */
export function wwwRules(): RulesSection[] {
  const [, ...sections] = readFileSync(page, "utf8").split(/^#+ /m);
  return sections.map((section) => {
    const [title = "", ...blocks] = section.split(/\n\n+|(?<=^[^\n]*)\n(?=[^|])/);
    const texts = blocks.map((block) => block.trim()).filter((block) => block !== "");
    const at = texts.findIndex((block) => block.startsWith("|"));
    const table = texts[at]?.split("\n") ?? [];
    const around = (some: readonly string[]) => some.map((block) => inline(block.replaceAll("\n", " ")));
    return {
      title: title.trim(),
      intro: around(at < 0 ? texts : texts.slice(0, at)),
      ...tableOf(table, title),
      outro: around(at < 0 ? [] : texts.slice(at + 1)),
    };
  });
}

/** @param title of the section, whose first word is that of its rules */
function tableOf(
  [head, , ...rows]: readonly string[],
  title: string,
): Pick<RulesSection, "columns" | "rows"> {
  if (head === undefined) return { columns: [], rows: [] };
  const columns = cellsOf(head);
  return {
    columns: columns.map(inline),
    rows: rows.map((row) => {
      const cells = cellsOf(row);
      return {
        anchors: namesOf(columns[0] ?? "", cells[0] ?? "", title).map(anchorOf),
        cells: cells.map(inline),
      };
    }),
  };
}

function cellsOf(row: string): string[] {
  return row
    .trim()
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** “4, 5 **a**” under # in vcl_recv is “recv, rule 4” and “recv, rule 5”; elsewhere a rule has its name in full. */
function namesOf(column: string, cell: string, title: string): string[] {
  if (column !== "#") return column === "" || column === "HTTP" ? [cell] : [];
  const [, where = ""] = /^vcl_(\w+)/.exec(title) ?? [];
  const numbers = cell.match(/\d+/g) ?? [];
  return cell.startsWith("besides")
    ? [`${where}, besides`]
    : numbers.map((number) => `${where}, rule ${number}`);
}

/** What Markdown has within a line. Where a link leads to a file, the inspector has its path. */
function inline(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_all, words: string, target: string) => {
      const path = target.startsWith("../") ? target.slice(3) : `docs/${target}`;
      return path.endsWith(words) ? `<code>${path}</code>` : words;
    })
    .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<b>$1</b>");
}
