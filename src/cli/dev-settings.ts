/**
 * The settings of `govuk-edge dev`.
 *
 * @module
 */
import { z } from "zod";
import { guard, onOrOff, port } from "./serve-schema.ts";
import type { Setting } from "./settings.ts";

/** What `govuk-edge dev` can be told. */
export const devSettings: readonly Setting[] = [
  {
    key: "port",
    kind: "number",
    argument: "n",
    description: "port of the site; the mocks take the next seven; 0 takes free ones (default: 9080)",
  },
  { key: "https", kind: "switch", description: "speak https, with a certificate made on the spot" },
  {
    key: "hostname",
    kind: "text",
    argument: "name",
    description:
      "name of the site, which must lead to this machine, such as www.dev.gov.uk (default: localhost)",
  },
  {
    key: "guard",
    kind: "text",
    argument: "mode",
    description: "off, report or enforce: about pages made for a session that forget Vary (default: report)",
    words: ["off", "report", "enforce"],
  },
  {
    key: "world",
    kind: "path",
    argument: "file",
    description: "JSON file with the people, callers and pages",
  },
  {
    key: "state",
    kind: "path",
    argument: "file",
    description:
      "file to remember everything in, secrets too, from one start to the next (default: in memory)",
  },
  { key: "quiet", kind: "switch", description: "log warnings only, not each request" },
];

const expectedName = "a host name without scheme and port, such as localhost or www.dev.gov.uk";
/** The settings of `dev`, with their defaults. */
export const devSchema = z.object({
  port: port(65_528),
  https: onOrOff.default(false),
  hostname: z
    .string({ error: expectedName })
    .regex(/^[a-z0-9.-]+$/i, { error: expectedName })
    .default("localhost"),
  guard: guard.default("report"),
  world: z.string().optional(),
  state: z.string().optional(),
  quiet: onOrOff.default(false),
});
