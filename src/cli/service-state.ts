/**
 * `--state` of a service that is started alone: what it remembers, and the secrets that go with it.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import { CommandFailure } from "./errors.ts";
import { anotherFile } from "./state-file.ts";
import { type Remembered, refusedState, rememberedState } from "./state-keeper.ts";

/** What can be written down of a service. */
interface Saving {
  readonly app: Hono;
  save(): Record<string, unknown>;
  restore(state: unknown): void;
}

/** A service's file, or nothing. */
export interface ServiceState<Secrets> {
  /** Those of the start before, or new ones. */
  readonly secrets: Secrets;
  /** Puts back what was remembered. @returns the service, which from now on is written down as it changes */
  remember(service: Saving): Hono;
  /** Writes a last time. */
  close(): void;
}

/** Secrets that go with what a service remembers. */
export interface SecretsOf<Secrets> {
  readonly schema: z.ZodType<Secrets>;
  make(): Secrets | Promise<Secrets>;
}

const version = z.literal(1);

/**
 * Opens the file of a service.
 *
 * @param path without it, nothing is remembered
 * @throws {CommandFailure} saying why it cannot be used, and what to do
 */
export async function serviceState<Secrets>(
  path: string | undefined,
  name: string,
  { schema, make }: SecretsOf<Secrets>,
): Promise<ServiceState<Secrets>> {
  const remembered = await rememberedState(path);
  const saved = readFileOf(remembered, path, name, schema);
  const secrets = saved?.secrets ?? (await make());
  return {
    secrets,
    remember(service) {
      if (path === undefined) return service.app;
      try {
        if (saved) service.restore(saved.state);
      } catch (error) {
        throw refusedState(error, path);
      }
      remembered.keep(() => ({ service: name, version: 1, secrets, state: service.save() }));
      return new Hono({ strict: false }).all("*", async (c) => {
        const response = await service.app.fetch(c.req.raw, c.env);
        remembered.changed();
        return response;
      });
    },
    close: () => remembered.close(),
  };
}

function readFileOf<Secrets>(
  { state }: Remembered,
  path: string | undefined,
  name: string,
  secrets: z.ZodType<Secrets>,
): { secrets: Secrets; state: unknown } | undefined {
  if (state === undefined) return undefined;
  if (state.service !== name) {
    const of = typeof state.service === "string" ? state.service : "govuk-edge dev";
    throw new CommandFailure(`The state file ${path} is that of ${of}, not of ${name}. ${anotherFile}`, 2);
  }
  const read = z.strictObject({ service: z.string(), version, secrets, state: z.unknown() }).safeParse(state);
  if (read.success) return { secrets: read.data.secrets, state: read.data.state };
  throw refusedState(new Error(z.prettifyError(read.error)), path);
}
