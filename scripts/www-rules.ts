/** Writes docs/www-rules.md in the form in which the inspector shows it. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { wwwRules } from "../test/support/www-rules.ts";

const path = fileURLToPath(new URL("../src/edge/inspector/www-rules.json", import.meta.url));
writeFileSync(path, `${JSON.stringify(wwwRules(), null, 2)}\n`);
execFileSync("npx", ["biome", "format", "--write", path], { stdio: "inherit" });
