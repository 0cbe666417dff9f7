/**
 * A transport over the platform's `fetch`, for runtimes without anything closer to the wire.
 *
 * @module
 */
import { type Fields, fieldsOf, withoutFields } from "../fields/fields.ts";
import { OriginError, type OriginTransport } from "./transport.ts";

// fetch sets these itself and refuses or ignores ours.
const setByFetch: ReadonlySet<string> = new Set(["host", "content-length"]);

/**
 * Sends requests with `fetch`. It cannot set Host, so apps behind it read X-Forwarded-Host.
 *
 * @param fetcher the platform's fetch, or that of a service binding
 */
export function fetchTransport(fetcher: (request: Request) => Promise<Response>): OriginTransport {
  return async ({ method, url, fields, body, timeouts }) => {
    const timer = new AbortController();
    const late = setTimeout(() => timer.abort(), timeouts.connect + timeouts.firstByte);
    try {
      const response = await fetcher(
        new Request(url, {
          method,
          headers: withoutFields(fields, setByFetch).map(([name, value]): [string, string] => [name, value]),
          body,
          redirect: "manual",
          signal: timer.signal,
        }),
      );
      return { status: response.status, fields: decodedFields(response.headers), body: response.body };
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

// What a script reads of a compressed body is decoded already, so its length is another.
function decodedFields(headers: Headers): Fields {
  const fields = fieldsOf(headers);
  return headers.has("content-encoding") ? withoutFields(fields, new Set(["content-length"])) : fields;
}
