/**
 * A visit's way to the origin: what is sent, and which of the answers must not be stored.
 *
 * @module
 */
import { isUnguarded } from "./account/guard.ts";
import { sessionChange, variesOn } from "./account/response.ts";
import type { Visit, WebVisit } from "./answers.ts";
import { fieldsForApp } from "./arrival.ts";
import { type Fields, fieldValue } from "./fields/fields.ts";
import type { Exchange, OriginAnswer, ServesStale, Veto } from "./http-cache/origin-answer.ts";
import type { ResponseHead } from "./http-cache/storing.ts";
import { forwardedInterim } from "./interim.ts";
import type { ResolvedOptions } from "./options.ts";
import { exchange } from "./origin/exchange.ts";
import { type FailoverRequest, meansItsError } from "./origin/failover.ts";
import { type InterimListener, OriginError } from "./origin/transport.ts";
import { limited } from "./origin/uploads.ts";
import type { Watching } from "./origin/watch.ts";
import type { Reporter } from "./report.ts";
import { type Admitted, appName, type Site } from "./site.ts";
import { acceptedCoding } from "./www/accept-encoding.ts";
import { compressed } from "./www/compression.ts";
import { keepsSetCookie } from "./www/cookie-paths.ts";
import { fetchedFields, keptUntilAppIsAsked } from "./www/fetch-rules.ts";

/** How the requests of visits reach the origin. */
export interface OriginWay {
  /**
   * @param clientFields end-to-end fields of the client
   * @param onInterim who is told of interim responses
   * @throws {OriginError} when there is no answer
   */
  send(
    visit: WebVisit,
    method: string,
    clientFields: Fields,
    onInterim: InterimListener | undefined,
  ): Promise<OriginAnswer>;
  /** The same for the cache, which adds its validators, and asks before it stores. */
  exchange(visit: WebVisit, clientFields: Fields, onInterim: InterimListener | undefined): Exchange;
}

/** What the way to an origin is made with. */
export interface OriginWayParts {
  /** The rules of www.gov.uk; null in other profiles. */
  readonly site: Site | null;
  readonly report: Reporter;
  /** How the way is watched where there is no `site`. */
  readonly watching: Watching;
}

/** The way to one edge's origin. */
export function createOriginWay(settings: ResolvedOptions, parts: OriginWayParts): OriginWay {
  const { site, report, watching } = parts;
  const sendByRules = site && rulesWay(site, settings, report);
  const toApp = { ...settings, transport: watching(settings.transport, appName) };

  async function send(
    visit: WebVisit,
    method: string,
    clientFields: Fields,
    forward: InterimListener | undefined,
    servesStale: ServesStale = () => false,
  ): Promise<OriginAnswer> {
    const asked = report.clock();
    const { arrival, received } = visit;
    const { target, client, account, admitted } = arrival;
    const fields = fieldsForApp(arrival, clientFields);
    const interim = forward && { onInterim: forwardedInterim(account !== null, forward) };
    const length = fieldValue(received.fields, "content-length");
    const upload = limited(received.body, length, settings.maxUploadBytes);
    const outgoing = { method, target, host: client.host, fields, body: upload.body, ...interim };
    const told = visit.trace?.asked(method, target, fields);
    try {
      const answer = await (sendByRules && admitted
        ? sendByRules(visit, admitted, { ...outgoing, servesStale })
        : exchange(toApp, outgoing));
      told?.(answer);
      return answer;
    } catch (error) {
      told?.({ failure: error instanceof OriginError ? error.message : "The edge itself failed." });
      upload.check();
      throw error;
    } finally {
      visit.originTime = (visit.originTime ?? 0) + report.clock() - asked;
    }
  }

  /** What keeps a response out of the cache that HTTP would let in. */
  function veto(visit: Visit, { fields }: ResponseHead): Veto | null {
    const { account, session, admitted } = visit.arrival;
    if (!account) return null;
    if (sessionChange(fields).kind !== "none") return { reason: "session-change", remember: true };
    if (settings.guard === "enforce" && isMadeWithCookie(visit, fields)) {
      return { reason: "cookie", remember: false };
    }
    // Only the app is told of a session (D10), so nothing of the others is made for one.
    const isOfOthers = admitted !== null && fieldValue(fields, "fastly-backend-name") !== appName;
    if (settings.guard === "off" || isOfOthers) return null;
    if (!isUnguarded(session, fields)) return null;
    const stored = settings.guard === "report";
    report.guard(visit, stored);
    // Not remembered: what is fetched without a session is stored for all, as ever.
    return stored ? null : { reason: "guard", remember: false };
  }

  return {
    send,
    exchange: (visit, clientFields, onInterim) => ({
      send: (method, validators, servesStale) =>
        send(visit, method, [...clientFields, ...validators], onInterim, servesStale),
      veto: (response) => veto(visit, response),
      ...(settings.leases && !isPersonal(visit) && { leases: settings.leases }),
    }),
  };
}

const cookie: ReadonlySet<string> = new Set(["cookie"]);

/**
 * Whether an answer may be personal because cookies pass on its path: the guard of `www`, where production
 * stores it for all. In `account` cookies pass everywhere, and only a lifetime of ours needs such care.
 */
function isMadeWithCookie({ arrival }: Visit, fields: Fields): boolean {
  return arrival.admitted !== null && arrival.get("cookie") !== null && !variesOn(fields, cookie);
}

/**
 * Whether an answer may be for this person alone: then nobody elsewhere waits for it, and nothing of the
 * request goes where others are told of it.
 */
function isPersonal({ arrival }: Visit): boolean {
  const tells = (name: string) => arrival.get(name) !== null;
  return arrival.session !== null || tells("cookie") || tells("authorization");
}

/** The way by the rules of www.gov.uk: to the app or the assets, from there to the mirrors (VCL: fetch). */
function rulesWay(site: Site, { codecs }: ResolvedOptions, report: Reporter) {
  const { config, rules, compression, reach } = site;
  return async (visit: Visit, admitted: Admitted, outgoing: FailoverRequest): Promise<OriginAnswer> => {
    const { target, backend: first } = admitted;
    // As the key has it: a client that withholds the field must not fill another's copy.
    const accepted = acceptedCoding(visit.arrival.get("accept-encoding"));
    const reached = await reach[first](outgoing);
    for (const tried of reached.failed) report.failedOver(visit, tried);
    const from = {
      backend: reached.backend,
      restarts: reached.failed.length,
      keepsSetCookie: keepsSetCookie(target, rules.cookies),
    };
    const whole = fetchedFields(reached, from, config.lifetimes);
    const isCopy = reached.backend.kind === "mirror";
    const fields = isCopy ? keptUntilAppIsAsked(whole, config.backends.leaveAloneSeconds) : whole;
    const { status, body } = reached;
    // The whole is asked for, whatever range the client wants of it.
    const code = compressed({ status, fields }, { target, accepted, hasRange: false }, compression);
    const isCoded = code.coding !== null && body !== null;
    return {
      ...reached,
      fields: code.fields,
      body: isCoded ? codecs.compress(body, code.coding) : body,
      isMeant: meansItsError(reached),
      isSubstitute: isCopy,
    };
  };
}
