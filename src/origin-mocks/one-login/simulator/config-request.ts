/**
 * Reading `POST /config`: what is wrong is told in the form of the official simulator.
 *
 * @module
 */
import { z } from "zod";
import { clientFields } from "./client-fields.ts";
import { responseFields } from "./response-fields.ts";

/** A switch may also come as text. */
const flag = z.union([
  z.boolean(),
  z.enum(["true", "1"]).transform(() => true),
  z.enum(["false", "0"]).transform(() => false),
]);

const names = z.array(z.string()).optional();

const schema = z.strictObject({
  simulatorUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  clientConfiguration: clientFields.optional(),
  responseConfiguration: responseFields.optional(),
  errorConfiguration: z
    .object({ coreIdentityErrors: names, idTokenErrors: names, authoriseErrors: names })
    .optional(),
  publishNewIdTokenSigningKeys: flag.optional(),
  useNewIdTokenSigningKeys: flag.optional(),
});

export type ConfigRequest = z.infer<typeof schema>;

/** One thing that is wrong. */
type Fault =
  | { type: "field"; value?: unknown; msg: string; path: string; location: "body" }
  | { type: "unknown_fields"; msg: string; fields: { path: string; value: unknown; location: "body" }[] };

/** What a request says, or what is wrong with it, by field. */
export type ReadConfig =
  | { readonly config: ConfigRequest }
  | { readonly errors: Readonly<Record<string, Fault>> };

/** @param body parsed JSON */
export function readConfigRequest(body: unknown): ReadConfig {
  const result = schema.safeParse(body);
  if (result.success) return { config: result.data };
  const errors: Record<string, Fault> = {};
  for (const issue of result.error.issues) {
    if (issue.code === "unrecognized_keys") {
      const fields = issue.keys.map((path) => ({ path, value: at(body, [path]), location: "body" as const }));
      errors._unknown_fields = { type: "unknown_fields", msg: "Unknown field(s)", fields };
    } else {
      const path = pathText(issue.path);
      const value = at(body, issue.path);
      errors[path] = { type: "field", value, msg: "Invalid value", path, location: "body" };
    }
  }
  return { errors };
}

/** As `responseConfiguration.returnCodes[0].code`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, key) => {
    if (typeof part !== "object" || part === null) return undefined;
    return Object.entries(part).find(([name]) => name === String(key))?.[1];
  }, value);
}
