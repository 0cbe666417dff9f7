/** What the origin of a play says to a request: fields, a body of its own, and how the body ends. */
import type { Answer as OriginAnswer } from "../../support/memory-origin.ts";
import { startOfPlay } from "./freshness.ts";
import { type Exchange, type Lines, type Moment, type Said, value } from "./history.ts";
import type { Saying, Value } from "./script.ts";

interface Spoken {
  readonly said: Said;
  readonly answer: OriginAnswer;
  /** Ends a body that is still coming. */
  readonly end: (() => void) | null;
}

/** The origin's response, for the record and for the edge. */
export function saidTo(exchange: Exchange, saying: Saying, landed: Moment, moment: () => Moment): Spoken {
  const status = statusFor(exchange, saying);
  const full = `body ${exchange.n}, whole and long enough`;
  const fields = fieldsFor(exchange, saying, status, landed.time, full.length);
  if (exchange.method === "HEAD" || status === 204 || status === 304) {
    const said: Said = { landed, status, fields, text: "", ended: moment(), whole: true };
    return { said, answer: { status, headers: linesOf(fields), body: null }, end: null };
  }
  const [breaks, slow] = ["breaks", "slow"].map((how) => saying.body.includes(how));
  const sent = status === 206 ? full.slice(0, 4) : full;
  // Of a part, Content-Range says how long it is as well: the two would contradict each other.
  const lies = saying.body === "lies" && status !== 206;
  const text = breaks ? sent.slice(0, sent.length / 2) : sent;
  if (!slow) fields.push(["content-length", String(sent.length + (lies ? 10 : 0))]);
  const said: Said = { landed, status, fields, text, ended: slow ? null : moment(), whole: !breaks && !lies };
  const { body, end } = bodyOf(text, breaks === true, slow === true);
  const finish = () => {
    said.ended = moment();
    end();
  };
  return { said, answer: { status, headers: linesOf(fields), body }, end: slow ? finish : null };
}

function statusFor({ method, request }: Exchange, saying: Saying): number {
  const read = method === "GET" || method === "HEAD";
  if (!read || saying.status !== 200) return saying.status;
  const conditional = value(request, "if-none-match") ?? value(request, "if-modified-since");
  if (conditional !== null && saying.agrees) return 304;
  const ranged = value(request, "range")?.startsWith("bytes=0-") && value(request, "if-range") === null;
  return ranged && method === "GET" && saying.parts ? 206 : 200;
}

function fieldsFor(exchange: Exchange, saying: Saying, status: number, now: number, length: number) {
  const fields: [string, string][] = [[`x-by-${exchange.n}`, String(status)]];
  const put = (name: string, given: Value) => {
    if (given !== null)
      for (const one of typeof given === "string" ? [given] : given) fields.push([name, one]);
  };
  for (const [name, given] of Object.entries({ ...saying.fields, ...validators(exchange, saying, status) }))
    put(name, given);
  put("x-secret", `of ${exchange.n}`);
  put("content-type", "text/plain");
  if (saying.fields.connection === "x-hop") put("x-hop", "1");
  const dated = saying.skew === null ? null : now + saying.skew;
  if (dated !== null) put("date", httpDate(dated));
  put(
    "expires",
    typeof saying.expires === "number" ? httpDate((dated ?? now) + saying.expires) : saying.expires,
  );
  if (status === 206) put("content-range", `bytes 0-3/${length}`);
  return fields;
}

/** What a 304 says of the validator. */
function validators({ request }: Exchange, saying: Saying, status: number): Partial<Saying["fields"]> {
  if (status !== 304) return {};
  if (saying.names === "none") return { etag: null, "last-modified": null };
  if (saying.names === "another") return { etag: '"z"', "last-modified": null };
  const asked = value(request, "if-none-match");
  if (asked === null) return { etag: null, "last-modified": value(request, "if-modified-since") };
  const own = saying.fields.etag;
  const known = asked.split(", ");
  return {
    etag: typeof own === "string" && known.includes(own) ? own : asked === "*" ? own : (known[0] ?? null),
  };
}

/** A body that comes at once, or whose second half waits for `end`; then it is whole, or breaks off. */
function bodyOf(text: string, breaks: boolean, slow: boolean) {
  const half = Math.floor(text.length / 2);
  const encoder = new TextEncoder();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  if (!slow) end();
  let parts = [text.slice(0, half), text.slice(half)];
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const [part, ...rest] = parts;
      if (rest.length === 0) await ended;
      parts = rest;
      if (part !== undefined && part !== "") controller.enqueue(encoder.encode(part));
      // An error takes with it what still waits to be read, so it comes with a pull of its own.
      else if (breaks) controller.error(new Error("the connection broke"));
      else controller.close();
    },
  });
  return { body, end };
}

function httpDate(seconds: number): string {
  return new Date(startOfPlay + seconds * 1000).toUTCString();
}

function linesOf(fields: Lines): Record<string, string[]> {
  const lines: Record<string, string[]> = {};
  for (const [name, one] of fields) lines[name] = [...(lines[name] ?? []), one];
  return lines;
}
