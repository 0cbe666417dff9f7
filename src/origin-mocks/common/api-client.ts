/**
 * A client of another service's JSON API, with the requests of gds-api-adapters: bearer token, the headers
 * that are passed on, a limit of four seconds, no retries. A request without parameters has the body `{}`.
 *
 * @module
 */

/** Where an API is and how to reach it. */
export interface ApiOptions {
  readonly url: string;
  readonly bearerToken: string;
}

/** One call. */
export interface ApiCall {
  /** Given for every method but GET; DELETE and an empty POST carry `{}`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The account session, for account-api. */
  readonly session?: string | null;
  /** The request that is being answered. */
  readonly incoming?: Headers;
}

/** Calls an API. @throws {ApiError} for any answer that is not a success, or when none comes */
export type ApiClient = (method: string, path: string, call?: ApiCall) => Promise<unknown>;

/** An API refused, failed, could not be reached, or gave an answer that cannot be read. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** Undefined when no answer came. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

const passedOn = [
  "GOVUK-Request-Id",
  "GOVUK-Original-Url",
  "X-GOVUK-Authenticated-User",
  "X-GOVUK-Authenticated-User-Organisation",
  "GOVUK-Auth-Bypass-Id",
];

/** In milliseconds. */
const timeout = 4_000;

/**
 * A client.
 *
 * @param app the name of the calling application
 * @example
 * const accountApi = createApiClient("email-alert-api", { url, bearerToken }, fetch);
 * await accountApi("GET", "/api/user", { session });
 */
export function createApiClient(app: string, api: ApiOptions, send: typeof fetch): ApiClient {
  return async (method, path, call = {}) => {
    const headers = headersOf(app, api, call);
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    if (body !== null) headers.set("Content-Type", "application/json");
    const signal = AbortSignal.timeout(timeout);
    const url = api.url.replace(/\/$/, "") + path;
    let answer: { status: number; ok: boolean; text: string };
    try {
      const response = await send(url, { method, headers, body, redirect: "manual", signal });
      const { status, ok } = response;
      answer = { status, ok, text: await response.text() };
    } catch (cause) {
      throw new ApiError(`${method} ${path.replace(/\?.*/, "")} had no answer`, undefined, { cause });
    }
    // The path alone: a query may hold somebody's address.
    if (!answer.ok)
      throw new ApiError(
        `${method} ${path.replace(/\?.*/, "")} was answered ${answer.status}`,
        answer.status,
      );
    return parse(answer.text);
  };
}

/** Whether an error is an API's answer with one of these statuses. */
export function isStatus(error: unknown, ...statuses: readonly number[]): error is ApiError {
  return error instanceof ApiError && error.status !== undefined && statuses.includes(error.status);
}

function headersOf(app: string, api: ApiOptions, { session, incoming }: ApiCall): Headers {
  const headers = new Headers({
    Accept: "application/json",
    Authorization: `Bearer ${api.bearerToken}`,
    "User-Agent": `gds-api-adapters/103.3.1 (${app})`,
  });
  for (const name of passedOn) {
    const value = incoming?.get(name);
    if (value) headers.set(name, value);
  }
  if (session !== undefined && session !== null) headers.set("GOVUK-Account-Session", session);
  return headers;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError("An API gave an answer that is not JSON");
  }
}
