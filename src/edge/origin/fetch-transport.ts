/**
 * A transport over the platform's `fetch`, for runtimes without anything closer to the wire.
 *
 * @module
 */
import { type Fields, fieldsOf, hasField, withoutFields } from "../fields/fields.ts";
import { OriginError, type OriginTransport } from "./transport.ts";

// fetch sets these itself and refuses or ignores ours; the codings depend on what it can decode.
const replaced: ReadonlySet<string> = new Set(["host", "content-length", "accept-encoding"]);
/** The content codings that every platform's fetch decodes. */
const decoded: ReadonlySet<string> = new Set(["gzip", "br"]);

/**
 * Sends requests with `fetch`. It cannot set Host, so apps behind it read X-Forwarded-Host. It does not
 * tell when it is connected, so `firstByte` covers connecting too.
 *
 * It hears of no interim responses.
 *
 * @param fetcher the platform's fetch, or that of a service binding
 * @throws {OriginError} the transport does, when it is used: `timeout` when no head comes in time,
 *   `unreachable` when `fetch` fails, whatever the reason
 * @example
 * const transport = fetchTransport((request) => fetch(request));
 * const edge = createEdge({ origin: "https://app.example", transport });
 */
export function fetchTransport(fetcher: (request: Request) => Promise<Response>): OriginTransport {
  return async ({ method, url, fields, body, timeouts, signal }) => {
    const timer = new AbortController();
    const late = setTimeout(() => timer.abort(), timeouts.firstByte);
    try {
      const response = await fetcher(
        new Request(url, {
          method,
          headers: fieldsForFetch(fields),
          body,
          redirect: "manual",
          // The platform's own cache knows neither our keys nor Vary.
          cache: "no-store",
          signal: signal ? AbortSignal.any([timer.signal, signal]) : timer.signal,
        }),
      );
      return { status: response.status, fields: decodedFields(response), body: response.body };
    } catch (error) {
      if (timer.signal.aborted) {
        throw new OriginError("timeout", "The backend did not answer in time.", { cause: error });
      }
      throw new OriginError("unreachable", "The backend could not be reached.", { cause: error });
    } finally {
      clearTimeout(late);
    }
  };
}

function fieldsForFetch(fields: Fields): [string, string][] {
  // A part of a coded body cannot be decoded.
  const codings = hasField(fields, "range") ? "identity" : [...decoded].join(", ");
  const kept = withoutFields(fields, replaced).map(([name, value]): [string, string] => [name, value]);
  return [...kept, ["Accept-Encoding", codings]];
}

// What a script reads of a compressed body is decoded already: it has another length and no coding.
function decodedFields({ status, headers }: Response): Fields {
  const fields = fieldsOf(headers);
  const coding = headers.get("content-encoding");
  if (coding === null || !decoded.has(coding) || status === 206) return fields;
  return withoutFields(fields, new Set(["content-encoding", "content-length"]));
}
