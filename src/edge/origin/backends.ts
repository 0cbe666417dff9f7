/**
 * What a backend is: an app, a bucket of assets, or a mirror of the pages.
 *
 * @module
 */
import * as z from "zod";
import type { FieldLine, Fields } from "../fields/fields.ts";

const milliseconds = z.int().min(1).max(600_000);
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What HTTP allows in a value, as text (RFC 9110 §5.5). */
const fieldValue = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/;
const nothingToUndo = "one that ends a message or names its way is the edge's own";
/** Fields that would change how a message is read, or that the edge sets itself. */
const ofTheEdge = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
]);

/** How a backend is asked whether it is well: counted as Fastly counts, in a window of the last probes. */
export const probeSchema = z
  .strictObject({
    /** The path to GET, from the root of the backend. */
    path: z.string().regex(/^\/[\x21-\x7e]*$/, "expected a path that starts with /"),
    /** Milliseconds from the end of one probe to the next. */
    interval: milliseconds.default(10_000),
    /** Milliseconds for connecting, and again for the head of the answer. */
    timeout: milliseconds.default(5_000),
    /** How many of the last probes count. */
    window: z.int().min(1).max(64).default(2),
    /** How many of them must be good. */
    threshold: z.int().min(1).max(64).default(1),
    /** How many count as good before the first one. */
    initial: z.int().min(0).max(64).default(1),
    /** The status of a good answer. */
    expectedResponse: z.int().min(200).max(599).default(200),
  })
  .refine(({ window, threshold, initial }) => threshold <= window && initial <= window, {
    error: "expected a threshold and an initial count within the window",
  });

/**
 * The schema of one backend. Its defaults are production's.
 *
 * @example
 * backendSchema.parse({ name: "mirrorS3", kind: "mirror", url: "https://bucket.example/www.gov.uk" });
 */
export const backendSchema = z
  .strictObject({
    /** The word for it in events and in Fastly-Backend-Name. */
    name: z.string().regex(token, "expected a name of letters, digits and -"),
    /** Only an `app` gets sessions, cookies and credentials, and is believed when it changes a session. */
    kind: z.enum(["app", "assets", "mirror"]).default("app"),
    /** Where it is: scheme, host, port, and the path that all of its targets begin with. */
    url: z.string().refine(isBase, { error: "expected a URL such as https://bucket.example/prefix" }),
    /** What to send as Host; left out, an app is sent the client's and all others their own. */
    host: z.string().min(1).regex(fieldValue, "expected a host").optional(),
    /** Fields to send besides, in place of the client's of the same name. Their values are secrets. */
    headers: z
      .record(
        z
          .string()
          .regex(token, "expected a field name")
          .refine((name) => !ofTheEdge.has(name.toLowerCase()), { error: nothingToUndo }),
        z.string().regex(fieldValue, "expected a field value"),
      )
      .default({}),
    /** Milliseconds to wait for it; connecting to a mirror may take 1,000, to others 5,000. */
    timeouts: z
      .strictObject({
        connect: milliseconds.optional(),
        firstByte: milliseconds.default(15_000),
        betweenBytes: milliseconds.default(10_000),
      })
      .prefault({}),
    /** Accept any certificate of it: for development alone. */
    insecure: z.boolean().default(false),
    /** How it is asked whether it is well; left out, it counts as well. */
    probe: probeSchema.optional(),
    /** The key that its requests are signed with (VCL: recv, rule 24). */
    signing: z
      .strictObject({
        accessId: z.string().regex(/^[\x21-\x39\x3b-\x7e]+$/, "expected an access id"),
        secretKey: z.string().min(1),
        bucket: z.string().regex(/^[a-z0-9._-]+$/, "expected the name of a bucket"),
      })
      .optional(),
  })
  .refine(({ kind, signing }) => signing === undefined || kind === "mirror", {
    error: "only the requests to a mirror are signed",
    path: ["signing"],
  })
  .transform(({ url, headers, timeouts, host, probe, signing, ...plain }) => {
    const { origin, pathname } = new URL(url);
    const connect = timeouts.connect ?? (plain.kind === "mirror" ? 1_000 : 5_000);
    const fields: Fields = Object.entries(headers).map(([name, value]): FieldLine => [name, value]);
    return {
      ...plain,
      origin: new URL(origin),
      /** Empty, or a path without a slash at its end. */
      pathPrefix: pathname.replace(/\/+$/, ""),
      fields,
      timeouts: { ...timeouts, connect },
      host: host ?? null,
      probe: probe ?? null,
      signing: signing ?? null,
    };
  });

/** A backend as a file or a command line gives it. */
export type BackendSettings = z.input<typeof backendSchema>;

/** A backend with every default in place. */
export type Backend = z.output<typeof backendSchema>;

/** The origins whose certificates are not checked: what a transport needs to know of its backends. */
export function insecureOrigins(backends: readonly Backend[]): string[] {
  return backends.filter(({ insecure }) => insecure).map(({ origin }) => origin.origin);
}

/** Whether a text is scheme, host, port and path: no query, fragment or credentials. */
function isBase(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}${url.pathname}`;
}
