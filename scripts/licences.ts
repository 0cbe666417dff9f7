/** Lists the licences of all packages in the lockfile, and who has each; those for development apart. */
import { readFileSync } from "node:fs";
import { z } from "zod";

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
});
const lockfile = readFileSync(new URL("../package-lock.json", import.meta.url), "utf8");
const { packages } = lockSchema.parse(JSON.parse(lockfile));

const all = Object.entries(packages)
  .filter(([path]) => path !== "")
  .map(([path, { version = "", license = "none named", dev = false }]) => ({
    name: `${path.replace(/.*node_modules\//, "")} ${version}`,
    license,
    dev,
  }));

for (const dev of [false, true]) {
  console.log(dev ? "For development alone" : "At run time");
  const ofKind = all.filter((one) => one.dev === dev);
  for (const [license, those] of [...Map.groupBy(ofKind, (one) => one.license)].sort()) {
    console.log(`  ${license}: ${those.map(({ name }) => name).join(", ")}`);
  }
}
