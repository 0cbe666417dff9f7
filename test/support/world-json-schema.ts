/**
 * The JSON Schema that editors check world files with, made from the program's own schemas.
 *
 * @module
 */
import { z } from "zod";
import { clientRegistration } from "../../src/origin-mocks/one-login/clients.ts";
import { worldSchema } from "../../src/origin-mocks/world.ts";

/** What an editor says of each part; docs/world.md says more. */
const words: Readonly<Record<string, string>> = {
  $schema: "Where this schema is.",
  people: "Who can sign in at One Login.",
  clients:
    "Services that sign people in with One Login, besides GOV.UK itself; fields as in its registration.",
  applications: "Applications registered with Signon: the name, and the OAuth client id as uid.",
  apiUsers: "Programs that call APIs, and the tokens that Signon gave them.",
  pages: "Pages of the demonstration site.",
  subscriberLists: "What people can subscribe to.",
  subscribers: "Who gets emails, and about what.",
  signon: "Signon's people, organisations, and what applications register. Without it: those of the package.",
};

/** `docs/world.schema.json`; `node scripts/world-schema.ts` writes it. */
export function worldJsonSchema() {
  const whole = worldSchema
    .extend({ clients: z.array(clientRegistration).default([]) })
    .describe("A world: who and what the mocks of govuk-edge know. docs/world.md has it in words.");
  const schema = z.toJSONSchema(whole, { io: "input" });
  for (const [key, description] of Object.entries(words)) {
    const property = schema.properties?.[key];
    if (typeof property === "object") property.description = description;
  }
  return schema;
}
