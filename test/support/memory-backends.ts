/** The backends other than the app, as functions: each is known by the host it is asked for. */
import { OriginError, type OriginRequest, type OriginResponse } from "../../src/edge/index.ts";
import type { InterimListener } from "../../src/edge/origin/transport.ts";
import type { OtherBackend } from "../../src/testing/outcome-schema.ts";
import type { OriginAnswer } from "../../src/testing/play.ts";
import type { Around, BackendSaw } from "../../src/testing/play-backends.ts";
import { streamOf } from "./memory-origin.ts";

export interface MemoryBackends extends Pick<Around, "answer" | "seen"> {
  /** The answer of the backend that a request is for; null when it is for none of them. */
  transport(request: OriginRequest): OriginResponse | null;
}

/** Where a backend is. */
export function memoryOriginOf(backend: OtherBackend): string {
  return `http://${backend.toLowerCase()}.example`;
}

export function memoryBackends(): MemoryBackends {
  let answers: ReadonlyMap<OtherBackend, OriginAnswer> = new Map();
  let asked: BackendSaw[] = [];

  return {
    transport({ method, url, fields }) {
      for (const [backend, answer] of answers) {
        if (url.origin !== memoryOriginOf(backend)) continue;
        asked.push({ backend, method, url: url.pathname + url.search, headers: fields });
        return respond(method, answer);
      }
      return null;
    },
    answer(next) {
      answers = next;
    },
    seen() {
      const seen = asked;
      asked = [];
      return seen;
    },
  };
}

/** What a backend that is a function says. */
export function respond(
  method: string,
  { interim = [], status, headers, body, fault }: OriginAnswer,
  onInterim?: InterimListener,
): OriginResponse {
  for (const early of interim) onInterim?.(early.status, early.headers);
  if (fault === "no connection") throw new OriginError("unreachable", "There is no connection.");
  if (fault === "no answer") throw new OriginError("timeout", "There is no answer.");
  const isBodiless = method === "HEAD" || status === 204 || status === 304;
  const whole = () => (fault === "broken body" ? brokenOff(body) : streamOf(body));
  return { status, fields: headers, body: isBodiless ? null : whole() };
}

/** Half of a body, and then an error. */
function brokenOff(body: string): ReadableStream<Uint8Array> {
  let pulled = 0;
  return new ReadableStream({
    pull(controller) {
      pulled += 1;
      if (pulled > 1) controller.error(new Error("The connection was reset."));
      else controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)));
    },
  });
}
