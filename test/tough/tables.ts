/** The tables of docs/reliability.md: written from what was observed, and read again. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the tables are. */
export const page = fileURLToPath(new URL("../../docs/reliability.md", import.meta.url));

/** A table of the page. */
export interface Table {
  /** As its markers in the page name it. */
  readonly name: "faults" | "clients" | "attacks";
  readonly columns: readonly string[];
}

export const faultTable: Table = {
  name: "faults",
  columns: ["The origin ...", "the client gets", "stored", "told, as `origin-error`", "the next request"],
};

export const clientTable: Table = {
  name: "clients",
  columns: ["The client ...", "it gets", "the origin sees", "others are"],
};

export const attackTable: Table = {
  name: "attacks",
  columns: ["Somebody ...", "what becomes of it", "proved by"],
};

/** The lines of a table. */
export function tableLines({ columns }: Table, rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), `|${"---|".repeat(columns.length)}`, ...rows.map(line)];
}

/** The lines of a table as the page has them. @throws {Error} when the page lacks its markers */
export function linesInPage(table: Table): string[] {
  return partsOf(readFileSync(page, "utf8"), table)[1].trim().split("\n");
}

/** The page with a table in place of the one that it has. */
export function withTable(text: string, table: Table, rows: readonly (readonly string[])[]): string {
  const [before, , after] = partsOf(text, table);
  return `${before}\n${tableLines(table, rows).join("\n")}\n${after}`;
}

function partsOf(text: string, { name }: Table): [string, string, string] {
  const [start, end] = [`<!-- table: ${name} -->\n`, `<!-- end: ${name} -->`];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  if (from < start.length || to < from) throw new Error(`docs/reliability.md has no table of ${name}.`);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}
