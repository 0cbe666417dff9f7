/**
 * The JSON Schema that editors check govuk-edge.config.json with, made from the program's own schemas.
 *
 * @module
 */
import { z } from "zod";
import { serveSchema } from "../../src/cli/serve-schema.ts";
import { serveSettings } from "../../src/cli/serve-settings.ts";
import { monitoringSchema } from "../../src/edge/monitoring.ts";
import { limitsSchema } from "../../src/edge/node/limits.ts";
import { backendSchema } from "../../src/edge/origin/backends.ts";
import { purgeAccessSchema } from "../../src/edge/purge-requests.ts";
import { wwwSchema } from "../../src/edge/www-config.ts";

/** The rules of www with what a backend may be: in the program that is checked where it is made ready. */
const backend = backendSchema.in;
const backends = wwwSchema.shape.backends
  .unwrap()
  .extend({ assets: backend.optional(), mirrors: z.array(backend).max(3).default([]) })
  .prefault({});

const { assets: _assets, mirror: _mirror, origin, ...words } = serveSchema.shape;
const { purgeToken: _purgeToken, monitoringToken: _monitoringToken, ...others } = words;

/** What may stand in the file, each setting with what the help says of it. */
const fileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    // A flag or a variable may give what the file leaves out.
    origin: origin.optional(),
    ...others,
    limits: limitsSchema.prefault({}),
    purge: purgeAccessSchema,
    monitoring: monitoringSchema,
    www: wwwSchema.extend({ backends }).prefault({}),
  })
  .describe(
    "govuk-edge.config.json: what govuk-edge serve can be told. docs/configuration.md has it in words.",
  );

/** `docs/govuk-edge.schema.json`; `node scripts/config-schema.ts` writes it. */
export function configFileJsonSchema() {
  const schema = z.toJSONSchema(fileSchema, { io: "input" });
  for (const { key, description } of serveSettings) {
    const property = schema.properties?.[key];
    if (typeof property === "object") property.description = description;
  }
  return schema;
}
