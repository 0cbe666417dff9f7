/**
 * One Login alone, set up by environment variables and files: the official simulator's variables under
 * their own names, and ours beside them.
 *
 * @module
 */
import { z } from "zod";
import { movableClock } from "../../common/clock.ts";
import { accountSchema } from "../accounts.ts";
import { clientRegistration, registrationFields } from "../clients.ts";
import { examplePeople } from "../example-people.ts";
import { isProfileName, profileNames } from "../profiles.ts";
import type { OneLoginOptions } from "../provider.ts";
import { importedKey } from "../signing-key.ts";
import type { Lifetimes } from "../stores.ts";
import { type Environment, keyNames, simulatorSettings } from "./environment.ts";

/** What files say; each is parsed JSON. */
export interface SimulatorFiles {
  readonly clients?: unknown;
  readonly people?: unknown;
  readonly signingKeys?: unknown;
}

/** Options that neither a variable nor a file gives. */
type Rest = "readAsset" | "argon2id" | "baseUrl";

const positive = z.coerce.number().int().min(1, "expected a whole number from 1").optional();
const profile = z
  .string()
  .refine(isProfileName, `expected one of ${profileNames.join(", ")}`)
  .optional();
const isTrue = (text: string | undefined) => text === "true";

const system = movableClock();

/** A moment at which time stands still, or how many seconds the clock is ahead; what the clock follows. */
const timeSource = z
  .union(
    [
      z.iso.datetime({ offset: true }).transform((text) => () => Date.parse(text)),
      z
        .string()
        .regex(/^[+-]\d{1,12}$/)
        .transform((text) => () => system.now() + Number(text) * 1000),
    ],
    "expected a time such as 2026-01-31T12:00:00Z, or a distance in seconds such as +3600",
  )
  .optional();

const ours = z.object({
  CLOCK: timeSource,
  DOCS_PROFILE: profile,
  DEFAULT_LOGOUT_URL: z.url().optional(),
  CODE_TTL: positive,
  ACCESS_TOKEN_TTL: positive,
  ID_TOKEN_TTL: positive,
  CORE_IDENTITY_TTL: positive,
  SESSION_TTL: positive,
  RATE_LIMIT_PER_MINUTE: positive,
  KEY_ROTATION: z.enum(["integration", "production"]).optional(),
});

const day = 24 * 3600;
const weekly = { every: 7 * day, publishBefore: 2 * day, retireAfter: day };
const halfYearly = { every: 182 * day, publishBefore: 14 * day, retireAfter: 7 * day };
/** As documented for each environment: core identities by the week in integration, else twice a year. */
const rotations = {
  integration: { tokens: { ...weekly, every: 28 * day }, identity: weekly },
  production: { tokens: halfYearly, identity: halfYearly },
};

/**
 * The options that environment variables and files ask for. Without STRICT_SIMULATOR_COMPAT=false it
 * answers like the official simulator.
 *
 * @throws {Error} naming the variable, or the field of a file, that is wrong
 */
export async function simulatorOptions(
  environment: Environment,
  files: SimulatorFiles,
): Promise<Omit<OneLoginOptions, Rest> & { readonly simulatorUrl: string | null }> {
  const settings = simulatorSettings(environment);
  const said = read(ours, environment, "The environment is not right");
  const likeSimulator = environment.STRICT_SIMULATOR_COMPAT !== "false";
  const clients = await clientsOf(files.clients, settings.client);
  const people = z.array(accountSchema);
  const everybody = [settings.person, ...examplePeople];
  const keys = z.array(importedKey);
  return {
    simulatorUrl: environment.SIMULATOR_URL ? settings.baseUrl : null,
    clients,
    people: files.people === undefined ? everybody : read(people, files.people, "The people are not right"),
    defaultLogoutUrl: said.DEFAULT_LOGOUT_URL ?? "https://gov.uk",
    ...(said.DOCS_PROFILE && { profile: said.DOCS_PROFILE }),
    approval: settings.approval,
    pkce: environment.PKCE_ENABLED === undefined && !likeSimulator ? "optional" : settings.pkce,
    likeSimulator,
    rejectReplayedAssertions: isTrue(environment.REJECT_REPLAYED_ASSERTIONS),
    refusePostAuthorize: environment.AUTHORIZE_POST === "405",
    requireUserAgent: isTrue(environment.REQUIRE_USER_AGENT),
    ...(said.RATE_LIMIT_PER_MINUTE && { requestsPerMinute: said.RATE_LIMIT_PER_MINUTE }),
    productionRules: isTrue(environment.PRODUCTION_RULES),
    ...(said.CLOCK && { clock: movableClock(said.CLOCK) }),
    lifetimes: lifetimesOf(said),
    keys: {
      imported: read(keys, files.signingKeys ?? [], "The signing keys are not right"),
      initially: settings.newKeys,
      ...(likeSimulator && { names: keyNames }),
      ...(said.KEY_ROTATION && { rotation: rotations[said.KEY_ROTATION] }),
    },
    faults: settings.faults,
  };
}

/** The clients of a file, or the simulator's own, which may lack what it needs until /config gives it. */
async function clientsOf(file: unknown, own: Record<string, unknown>): Promise<OneLoginOptions["clients"]> {
  const schema = file === undefined ? registrationFields : clientRegistration;
  const result = await z.array(schema).safeParseAsync(file ?? [own]);
  if (result.success) return result.data;
  throw new Error(`The clients are not right:\n${z.prettifyError(result.error)}`);
}

function lifetimesOf(said: z.infer<typeof ours>): Partial<Lifetimes> {
  const { CODE_TTL, ACCESS_TOKEN_TTL, ID_TOKEN_TTL, CORE_IDENTITY_TTL, SESSION_TTL } = said;
  return {
    ...(CODE_TTL && { code: CODE_TTL }),
    ...(ACCESS_TOKEN_TTL && { accessToken: ACCESS_TOKEN_TTL }),
    ...(ID_TOKEN_TTL && { idToken: ID_TOKEN_TTL }),
    ...(CORE_IDENTITY_TTL && { coreIdentity: CORE_IDENTITY_TTL }),
    ...(SESSION_TTL && { session: SESSION_TTL }),
  };
}

function read<T>(schema: z.ZodType<T>, value: unknown, wrong: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${wrong}:\n${z.prettifyError(result.error)}`);
}
