/**
 * Failures that can be switched on in any mock, to see what the others make of them.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { z } from "zod";

/** The ways of failing that exclude each other. */
const ways = ["status", "drop", "invalidJson"] as const;

const failureSchema = z
  .strictObject({
    /** Only requests with this method fail; those with any by default. */
    method: z
      .string()
      .regex(/^[A-Z]+$/, "expected a method in capitals, such as POST")
      .optional(),
    /** Only requests whose path starts with this fail; `*` stands for one part of a path. */
    path: z
      .string({ error: "expected a path" })
      .startsWith("/", "expected a path that starts with /")
      .default("/"),
    /** Answer with this status and an empty body instead of the real answer. */
    status: z
      .int({ error: "expected a status from 400 to 599" })
      .min(400, "expected a status from 400 to 599")
      .max(599, "expected a status from 400 to 599")
      .optional(),
    /** Wait this long, in milliseconds, before answering. */
    delay: z
      .int({ error: "expected whole milliseconds" })
      .min(0, "expected no less than 0 milliseconds")
      .max(120_000, "expected no more than 120000 milliseconds")
      .optional(),
    /** Close the connection without an answer. */
    drop: z.literal(true, { error: "expected true" }).optional(),
    /** Answer 200 with a body that says it is JSON and breaks off. */
    invalidJson: z.literal(true, { error: "expected true" }).optional(),
    /** How many requests fail; without it, all until the next reset. */
    times: z.int({ error: "expected a whole number" }).min(1, "expected at least 1").optional(),
  })
  .refine((failure) => failure.delay !== undefined || waysOf(failure).length > 0, {
    error: "says no failure: give status, delay, drop or invalidJson",
  })
  .refine((failure) => waysOf(failure).length < 2, {
    error: "says several failures: give one of status, drop and invalidJson",
  });

function waysOf(failure: Readonly<Record<string, unknown>>): string[] {
  return ways.filter((way) => failure[way] !== undefined);
}

/** One failure that was switched on. */
export type Failure = z.infer<typeof failureSchema>;

/** The failures of one mock. */
export interface Failures {
  readonly middleware: MiddlewareHandler;
  list(): readonly Failure[];
  /** @throws {Error} saying which field is wrong */
  add(failure: unknown): void;
  clear(): void;
}

/** An application cannot close a connection: by this header the socket sees that it should. */
export const dropHeader = "Mock-Drop-Connection";

/**
 * A switchboard for failures; its middleware goes before the mock's own routes.
 *
 * @param wait how to wait, in milliseconds; a timer by default
 * @example
 * failures.add({ method: "POST", path: "/token", status: 503, times: 1 });
 */
export function createFailures(wait: (milliseconds: number) => Promise<void> = timer): Failures {
  let active: Failure[] = [];

  function take(method: string, path: string): Failure | undefined {
    const found = active.find((failure) => (failure.method ?? method) === method && isAt(path, failure.path));
    if (found?.times === undefined) return found;
    const left = found.times - 1;
    active = active.flatMap((failure) =>
      failure !== found ? [failure] : left > 0 ? [{ ...found, times: left }] : [],
    );
    return found;
  }

  return {
    async middleware(c, next) {
      const failure = c.req.path.startsWith("/__mock") ? undefined : take(c.req.method, c.req.path);
      if (failure?.delay) await wait(failure.delay);
      return (failure && answerOf(failure)) ?? next();
    },
    list: () => active,
    add(failure) {
      const result = failureSchema.safeParse(failure);
      if (!result.success) throw new Error(z.prettifyError(result.error));
      active = [...active, result.data];
    },
    clear() {
      active = [];
    },
  };
}

/** The answer that the socket does not give: it ends the connection. */
export function droppedConnection(): Response {
  return new Response(null, { status: 502, headers: { [dropHeader]: "1" } });
}

function answerOf({ status, drop, invalidJson }: Failure): Response | undefined {
  if (status) return new Response(null, { status });
  if (drop) return droppedConnection();
  const json = { "Content-Type": "application/json; charset=utf-8" };
  return invalidJson ? new Response('{"this": "breaks off', { headers: json }) : undefined;
}

function isAt(path: string, pattern: string): boolean {
  if (!pattern.includes("*")) return path.startsWith(pattern);
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}`).test(path);
}

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
