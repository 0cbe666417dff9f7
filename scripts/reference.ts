/** Writes docs/reference.md from the code. */
import { writeFileSync } from "node:fs";
import { referencePage } from "../test/support/reference.ts";

writeFileSync(new URL("../docs/reference.md", import.meta.url), referencePage());
