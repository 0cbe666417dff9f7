/**
 * What a One Login is made of.
 *
 * @module
 */
import type { MovableClock } from "../common/clock.ts";
import type { ReadAsset } from "../common/page.ts";
import type { AccountInput } from "./accounts.ts";
import type { Argon2id } from "./argon2.ts";
import type { BasicAuth } from "./basic-auth.ts";
import type { Fetch } from "./client-keys.ts";
import type { ClientRegistration } from "./clients.ts";
import type { FaultKind } from "./faults.ts";
import type { Environment } from "./hosts.ts";
import type { KeyOptions } from "./keys.ts";
import type { ProfileName, Variant2022 } from "./profiles.ts";
import type { Lifetimes } from "./stores.ts";
import type { AccountApiOptions } from "./telling-account-api.ts";

/** How somebody who is not signed in gets a code: from the pages, at once, or from the simulator's form. */
export type Approval = "page" | "auto" | "form";
/** Whether PKCE (RFC 7636) is ignored, checked when used, or asked of every request. */
export type Pkce = "off" | "optional" | "enforced";

/** What a One Login is made of. */
export interface OneLoginOptions {
  /** Where browsers and services reach this mock, without a trailing slash; the issuer is this with one. */
  readonly baseUrl: string;
  /** Who vouches for identities, as a URL without a trailing slash; `baseUrl` by default. */
  readonly identityUrl?: string;
  /**
   * Where services reach this mock when that is another URL than for browsers, as in containers. The
   * discovery document names it for what services call; the issuer stays that of `baseUrl`.
   */
  readonly internalUrl?: string;
  /**
   * Which environment of One Login this is; neither by default. In production clients must keep its
   * rules; the pages that discovery and signing out name are those of the environment.
   */
  readonly environment?: Environment;
  /** Who can sign in. */
  readonly people: readonly AccountInput[];
  /** The services that may ask. */
  readonly clients: readonly ClientRegistration[];
  /** Reads a file of govuk-frontend for the pages. */
  readonly readAsset: ReadAsset;
  /** Where signing out leads when the service names no place; the live signed-out page by default. */
  readonly defaultLogoutUrl?: string;
  /**
   * Whether a client assertion that has a `jti` may be used only once, as RFC 7523 section 3 permits;
   * true by default. The live service accepts a `jti` again: set false to be as lenient.
   */
  readonly rejectReplayedAssertions?: boolean;
  /** The documentation's date; `current` by default. */
  readonly profile?: ProfileName;
  /** What the profile `sign-in-2022` is to have of that year besides; nothing by default. */
  readonly variants2022?: readonly Variant2022[];
  /** How somebody who is not signed in gets a code; `page` by default. */
  readonly approval?: Approval;
  /** `optional` by default. */
  readonly pkce?: Pkce;
  /**
   * Answers like the official simulator where that departs from the documentation, so that its own test
   * suite passes; false by default. It has one `sid`, keeps a bare question mark at the end of some
   * redirects, answers 500 to three kinds of request object, and tells of an identity that was not proved.
   */
  readonly likeSimulator?: boolean;
  /** Whether POST /authorize is refused, as by the official simulator; false by default. */
  readonly refusePostAuthorize?: boolean;
  /** Whether /token and /userinfo refuse a request without User-Agent with 403; false by default. */
  readonly requireUserAgent?: boolean;
  /** Whether clients must keep the rules of production, such as https everywhere; only there by default. */
  readonly productionRules?: boolean;
  /**
   * What pages ask for before anything else, in profiles before 17 February 2025 and not in production; by
   * default nothing.
   */
  readonly basicAuth?: BasicAuth;
  /** Whether services are told of a session that expired; false by default. */
  readonly notifyOnExpiry?: boolean;
  /** How long services may keep the published keys, in seconds; a day by default. */
  readonly jwksMaxAge?: number;
  readonly lifetimes?: Partial<Lifetimes>;
  /** How many sign-ins a client may ask for in a minute; any number by default. */
  readonly requestsPerMinute?: number;
  /** GOV.UK's account-api: told when somebody changes their address or deletes their account. */
  readonly accountApi?: AccountApiOptions;
  readonly keys?: Omit<KeyOptions, "clock">;
  readonly faults?: Partial<Record<FaultKind, readonly string[]>>;
  /** Computes Argon2id for client secrets, which Web Crypto cannot; without it no secret is right. */
  readonly argon2id?: Argon2id;
  /** Fetches keys of services and delivers logout tokens; the global `fetch` by default. */
  readonly fetch?: Fetch;
  /** Waits some milliseconds before a logout token is sent again; a timer by default. */
  readonly wait?: (milliseconds: number) => Promise<void>;
  readonly clock?: MovableClock;
  /** Random bytes for codes, sessions and identifiers; `crypto.getRandomValues` by default. */
  readonly random?: (bytes: number) => Uint8Array;
}
