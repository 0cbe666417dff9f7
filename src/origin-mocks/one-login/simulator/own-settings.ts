/**
 * The environment variables that this mock has and the official simulator has not.
 *
 * @module
 */
import { z } from "zod";
import { movableClock } from "../../common/clock.ts";
import { environmentNames } from "../hosts.ts";
import type { OneLoginOptions } from "../options.ts";
import { isProfileName, profileNames, variants2022 } from "../profiles.ts";
import type { Lifetimes } from "../stores.ts";
import type { Environment } from "./environment.ts";
import { readOr } from "./reading.ts";

const positive = z.coerce.number().int().min(1, "expected a whole number from 1").optional();
const profile = z
  .string()
  .refine(isProfileName, `expected one of ${profileNames.join(", ")}`)
  .optional();
const address = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ""))
  .optional();

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

const variables = z.object({
  CLOCK: timeSource,
  DOCS_PROFILE: profile,
  VARIANTS_2022: z
    .string()
    .transform((text) => text.split(",").map((name) => name.trim()))
    .pipe(z.array(z.enum(variants2022)))
    .optional(),
  BASIC_AUTH: z
    .string()
    .regex(/^[^:]+:/, "expected user:password")
    .transform((text) => ({
      user: text.slice(0, text.indexOf(":")),
      password: text.slice(text.indexOf(":") + 1),
    }))
    .optional(),
  DEFAULT_LOGOUT_URL: z.url().optional(),
  CODE_TTL: positive,
  ACCESS_TOKEN_TTL: positive,
  ID_TOKEN_TTL: positive,
  CORE_IDENTITY_TTL: positive,
  SESSION_TTL: positive,
  JWKS_MAX_AGE: z.coerce.number().int().min(0, "expected a whole number from 0").optional(),
  RATE_LIMIT_PER_MINUTE: positive,
  // Plain ENVIRONMENT is what many a pipeline has for its own purposes.
  ONE_LOGIN_ENVIRONMENT: z.enum(environmentNames).optional(),
  IDENTITY_URL: address,
  INTERNAL_URL: address,
  KEY_ROTATION: z.enum(environmentNames).optional(),
});
type Said = z.infer<typeof variables>;

const day = 24 * 3600;
const weekly = { every: 7 * day, publishBefore: 2 * day, retireAfter: day };
const halfYearly = { every: 182 * day, publishBefore: 14 * day, retireAfter: 7 * day };
/** As documented for each environment: core identities by the week in integration, else twice a year. */
const rotations = {
  integration: { tokens: { ...weekly, every: 28 * day }, identity: weekly },
  production: { tokens: halfYearly, identity: halfYearly },
};

/** @throws {Error} naming the variable that is wrong */
export function ownSettings(environment: Environment) {
  const said = readOr(variables, environment, "The environment is not right");
  const rotation = said.KEY_ROTATION ?? said.ONE_LOGIN_ENVIRONMENT;
  return {
    ...(rotation && { rotation: rotations[rotation] }),
    // Production has nobody but those who are really there.
    hasExamples: said.ONE_LOGIN_ENVIRONMENT !== "production",
    options: { ...where(said), ...what(said, environment), lifetimes: lifetimesOf(said) },
  };
}

function where(said: Said): Partial<OneLoginOptions> {
  const { DEFAULT_LOGOUT_URL, ONE_LOGIN_ENVIRONMENT, IDENTITY_URL, INTERNAL_URL } = said;
  // The simulator's own place is that of no environment.
  const defaultLogoutUrl = DEFAULT_LOGOUT_URL ?? (ONE_LOGIN_ENVIRONMENT ? undefined : "https://gov.uk");
  return {
    ...(defaultLogoutUrl && { defaultLogoutUrl }),
    ...(ONE_LOGIN_ENVIRONMENT && { environment: ONE_LOGIN_ENVIRONMENT }),
    ...(IDENTITY_URL && { identityUrl: IDENTITY_URL }),
    ...(INTERNAL_URL && { internalUrl: INTERNAL_URL }),
  };
}

function what(said: Said, environment: Environment): Partial<OneLoginOptions> {
  const { DOCS_PROFILE, VARIANTS_2022, RATE_LIMIT_PER_MINUTE, ONE_LOGIN_ENVIRONMENT } = said;
  const isTrue = (name: string) => environment[name] === "true";
  return {
    ...(DOCS_PROFILE && { profile: DOCS_PROFILE }),
    ...(VARIANTS_2022 && { variants2022: VARIANTS_2022 }),
    ...(said.JWKS_MAX_AGE !== undefined && { jwksMaxAge: said.JWKS_MAX_AGE }),
    ...(RATE_LIMIT_PER_MINUTE && { requestsPerMinute: RATE_LIMIT_PER_MINUTE }),
    ...(said.CLOCK && { clock: movableClock(said.CLOCK) }),
    ...(said.BASIC_AUTH && { basicAuth: said.BASIC_AUTH }),
    notifyOnExpiry: isTrue("NOTIFY_ON_EXPIRY"),
    rejectReplayedAssertions: isTrue("REJECT_REPLAYED_ASSERTIONS"),
    refusePostAuthorize: environment.AUTHORIZE_POST === "405",
    requireUserAgent: isTrue("REQUIRE_USER_AGENT"),
    productionRules: isTrue("PRODUCTION_RULES") || ONE_LOGIN_ENVIRONMENT === "production",
  };
}

function lifetimesOf(said: Said): Partial<Lifetimes> {
  const { CODE_TTL, ACCESS_TOKEN_TTL, ID_TOKEN_TTL, CORE_IDENTITY_TTL, SESSION_TTL } = said;
  return {
    ...(CODE_TTL && { code: CODE_TTL }),
    ...(ACCESS_TOKEN_TTL && { accessToken: ACCESS_TOKEN_TTL }),
    ...(ID_TOKEN_TTL && { idToken: ID_TOKEN_TTL }),
    ...(CORE_IDENTITY_TTL && { coreIdentity: CORE_IDENTITY_TTL }),
    ...(SESSION_TTL && { session: SESSION_TTL }),
  };
}
