/**
 * Failures that can be switched on in any mock, to see what the others make of them.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { z } from "zod";

const failureSchema = z.strictObject({
  /** Only requests whose path starts with this fail. */
  path: z.string().startsWith("/").default("/"),
  /** Answer with this status and an empty body instead of the real answer. */
  status: z.int().min(400).max(599).optional(),
  /** Wait this long, in milliseconds, before answering. */
  delay: z.int().min(0).max(120_000).optional(),
  /** How many requests fail; without it, all until the next reset. */
  times: z.int().min(1).optional(),
});

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

/**
 * A switchboard for failures; its middleware goes before the mock's own routes.
 *
 * @param wait how to wait, in milliseconds; a timer by default
 * @example
 * failures.add({ path: "/token", status: 503, times: 1 });
 */
export function createFailures(wait: (milliseconds: number) => Promise<void> = timer): Failures {
  let active: Failure[] = [];

  function take(path: string): Failure | undefined {
    const found = active.find((failure) => path.startsWith(failure.path));
    if (found?.times === undefined) return found;
    const left = found.times - 1;
    active = active.flatMap((failure) =>
      failure !== found ? [failure] : left > 0 ? [{ ...found, times: left }] : [],
    );
    return found;
  }

  return {
    async middleware(c, next) {
      const failure = c.req.path.startsWith("/__mock") ? undefined : take(c.req.path);
      if (failure?.delay) await wait(failure.delay);
      if (failure?.status) return new Response(null, { status: failure.status });
      return next();
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

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
