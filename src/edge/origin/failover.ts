/**
 * Reaching the origin, and its mirrors when it fails (VCL: fetch, rules 3 to 7).
 *
 * @module
 */
import { hasField } from "../fields/fields.ts";
import { type AskingSettings, backendAsker } from "./ask-backend.ts";
import type { Backend } from "./backends.ts";
import type { Outgoing } from "./exchange.ts";
import type { Health, Unfitness } from "./health.ts";
import { OriginError, type OriginFailure, type OriginResponse, type OriginTransport } from "./transport.ts";

/** What failover is made of. */
export interface FailoverSettings extends AskingSettings {
  readonly origin: Backend;
  /** In the order in which they are asked; without any, the origin's failures are its answers. */
  readonly mirrors: readonly Backend[];
  readonly health: Health;
}

/** A request that may end at a mirror. */
export interface FailoverRequest extends Outgoing {
  /**
   * Whether the caller has something stale to serve in place of an answer of this status, or of none
   * (null). Where it has, the mirrors are not asked: it gets the origin's failure.
   */
  readonly servesStale?: (status: number | null) => boolean;
}

/** A try that led to nothing. */
export interface FailedTry {
  readonly backend: string;
  /** `status`: it answered, but with an error. */
  readonly reason: Unfitness | OriginFailure | "status";
  /** Null where there was no answer. */
  readonly status: number | null;
}

/** A response, and how it was come by. */
export interface Reached extends OriginResponse {
  /** Who gave it; `Fastly-Backend-Name`. */
  readonly backend: Pick<Backend, "name" | "kind">;
  /** What was tried before, in order; `Fastly-Restarts` is how many. */
  readonly failed: readonly FailedTry[];
}

/** Neither the origin nor any mirror gave an answer that is of use. */
export class ExhaustedError extends OriginError {
  readonly failed: readonly FailedTry[];

  constructor(failed: readonly FailedTry[]) {
    const tries = failed.map(({ backend, reason, status }) => `${backend}: ${status ?? reason}`);
    super("exhausted", `No backend gave an answer (${tries.join(", ")}).`);
    this.failed = failed;
  }
}

/** Sends a request to the origin, or to a mirror. @throws {OriginError} when none gives a response */
export type Reach = (request: FailoverRequest) => Promise<Reached>;

/** What came of asking one backend. `useful` is whether the response is the answer. */
type Outcome =
  | { readonly useful: boolean; readonly response: OriginResponse }
  | { readonly useful: false; readonly response: null; readonly error: OriginError };

/** What came of one try: the answer, or why there is none. */
type Tried = { readonly response: OriginResponse } | { readonly failure: FailedTry };

/**
 * The way to an origin with mirrors. GET and HEAD are tried at the origin, unless it is known to fail,
 * and then at each mirror in turn; all else goes to the origin, once.
 *
 * @example
 * const reach = withFailover(transport, { origin, mirrors, health, pseudonym, rewrite, now });
 * const { status, backend, failed } = await reach({ method: "GET", target: "/", host, fields, body: null });
 */
export function withFailover(transport: OriginTransport, settings: FailoverSettings): Reach {
  const { origin, mirrors, health } = settings;
  const askBackend = backendAsker(transport, settings);

  /** @throws {OriginError} when the client has left */
  async function ask(
    backend: Backend,
    request: FailoverRequest,
    isUseful: (response: OriginResponse) => boolean,
  ): Promise<Outcome> {
    const outcome = await askBackend(backend, request).then(
      (response) => ({ useful: isUseful(response), response }),
      (error: unknown) => ({ useful: false as const, response: null, error: failureOrThrow(error) }),
    );
    if (outcome.useful) health.answered(backend.name, objectOf(request));
    else health.failed(backend.name, objectOf(request));
    return outcome;
  }

  async function tryOrigin(request: FailoverRequest): Promise<Tried> {
    const { servesStale = () => false } = request;
    const unfitness = health.unfitness(origin.name, objectOf(request));
    if (unfitness && servesStale(null)) throw new OriginError("unreachable", `The origin is ${unfitness}.`);
    // With nothing else to give, it is asked all the same.
    if (unfitness && mirrors.length > 0) return { failure: failedTry(origin, unfitness) };
    const interim = gated(request);
    const outcome = await ask(origin, interim.request, isUsefulOfOrigin).finally(interim.close);
    const { response } = outcome;
    if (!outcome.useful && mirrors.length > 0 && !servesStale(response?.status ?? null)) {
      return { failure: givenUp(origin, outcome) };
    }
    if (response === null) throw outcome.error;
    return { response };
  }

  async function tryMirror(mirror: Backend, request: FailoverRequest): Promise<Tried> {
    const unfitness = health.unfitness(mirror.name, objectOf(request));
    if (unfitness) return { failure: failedTry(mirror, unfitness) };
    // It cannot know whether a page exists, and has no redirects (VCL: fetch, rule 6).
    const outcome = await ask(mirror, request, ({ status }) => status === 200);
    return outcome.useful ? outcome : { failure: givenUp(mirror, outcome) };
  }

  return async (request) => {
    if (!isRepeatable(request)) return reached(origin, await askBackend(origin, request), []);
    const failed: FailedTry[] = [];
    for (const backend of [origin, ...mirrors]) {
      const tried = await (backend === origin ? tryOrigin(request) : tryMirror(backend, request));
      if ("response" in tried) return reached(backend, tried.response, failed);
      failed.push(tried.failure);
    }
    throw new ExhaustedError(failed);
  };
}

function reached({ name, kind }: Backend, response: OriginResponse, failed: readonly FailedTry[]): Reached {
  return { ...response, backend: { name, kind }, failed };
}

/** What may be sent a second time: what is safe (RFC 9110 §9.2.1), and whose body is not used up. */
function isRepeatable({ method, body }: Outgoing): boolean {
  return (method === "GET" || method === "HEAD") && body === null;
}

/** What a backend is left alone for: as in production, not for a method. */
function objectOf({ host, target }: Outgoing): string {
  return host + target;
}

/** An app that sends No-Fallback means its error: it is to be given (VCL: fetch, rule 3). */
export function meansItsError({ fields }: Pick<OriginResponse, "fields">): boolean {
  return hasField(fields, "no-fallback");
}

function isUsefulOfOrigin(response: OriginResponse): boolean {
  return response.status < 500 || meansItsError(response);
}

/** Nobody else is to be asked when the client has left, or the edge itself is at fault. */
function failureOrThrow(error: unknown): OriginError {
  if (!(error instanceof OriginError) || error.code === "aborted") throw error;
  return error;
}

function failedTry({ name }: Backend, reason: FailedTry["reason"], status: number | null = null): FailedTry {
  return { backend: name, reason, status };
}

function givenUp(backend: Backend, outcome: Outcome): FailedTry {
  const { response } = outcome;
  if (response === null) return failedTry(backend, outcome.error.code);
  // Its connection is freed; nobody waits for that.
  void response.body?.cancel().catch(() => undefined);
  return failedTry(backend, "status", response.status);
}

/** A request whose interim responses are heard until it is closed: they are of no answer any more. */
function gated(request: FailoverRequest): { readonly request: FailoverRequest; readonly close: () => void } {
  const { onInterim } = request;
  let isOpen = true;
  const close = () => {
    isOpen = false;
  };
  if (!onInterim) return { request, close };
  return {
    request: { ...request, onInterim: (status, fields) => isOpen && onInterim(status, fields) },
    close,
  };
}
