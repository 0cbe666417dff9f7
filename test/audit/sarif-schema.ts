/** What of SARIF 2.1.0 the report uses, strictly, with the section of the specification that says so. */
import { z } from "zod";

const level = z.enum(["none", "note", "warning", "error"]);
/** §3.11: a message has a text. */
const message = z.strictObject({ text: z.string().min(1), markdown: z.string().min(1).optional() });
const plain = z.strictObject({ text: z.string().min(1) });

/** §3.49. */
const reportingDescriptor = z.strictObject({
  id: z.string().min(1),
  shortDescription: plain,
  fullDescription: plain,
  help: message,
  defaultConfiguration: z.strictObject({ level }),
  properties: z.strictObject({
    tags: z.array(z.string()),
    "security-severity": z
      .string()
      .regex(/^\d+\.\d$/)
      .optional(),
  }),
});

/** A URI reference (§3.4.3) that is relative: a place in a repository. */
const relative = z.string().regex(/^[^/:?#][^:?#\s]*$/);

/** §3.27. */
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level,
  message: plain,
  locations: z
    .array(
      z.strictObject({
        physicalLocation: z.strictObject({
          artifactLocation: z.strictObject({ uri: relative }),
          region: z.strictObject({ startLine: z.int().min(1) }),
        }),
        logicalLocations: z.array(
          z.strictObject({ fullyQualifiedName: z.url(), kind: z.literal("resource") }),
        ),
      }),
    )
    .min(1),
  partialFingerprints: z.record(z.string().regex(/^.+\/v\d+$/), z.string().min(1)),
});

/** §3.13 and §3.14. */
export const sarifLog = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
            rules: z.array(reportingDescriptor),
          }),
        }),
        invocations: z.array(
          z.strictObject({
            executionSuccessful: z.boolean(),
            toolExecutionNotifications: z.array(z.strictObject({ level, message: plain })),
          }),
        ),
        results: z.array(result),
      }),
    )
    .min(1),
});
