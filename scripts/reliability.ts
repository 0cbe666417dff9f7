/** Writes the tables of docs/reliability.md, from what is observed now. Look at what it changed. */
import { readFileSync, writeFileSync } from "node:fs";
import { faultCases, faultCells } from "../test/tough/observe.ts";
import { faultTable, page, withTable } from "../test/tough/tables.ts";

const faults = await Promise.all(faultCases.map(({ observe }) => observe()));
writeFileSync(page, withTable(readFileSync(page, "utf8"), faultTable, faults.map(faultCells)));
