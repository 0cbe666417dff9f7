/** A stage in one process, which every runtime has: the edge as a function, the app as a function. */
import { createEdge, type EdgeSettings, type OriginRequest } from "../../src/edge/index.ts";
import { streamOf } from "./memory-origin.ts";
import type { OriginAnswer, OriginSaw, Stage } from "./play.ts";

/** @param guard what the play says of the guard */
export function memoryStage(guard: NonNullable<EdgeSettings["guard"]>): Stage {
  let next: OriginAnswer = { status: 500, headers: [], body: "nothing was scripted" };
  let saw: OriginSaw | null = null;
  const transport = async ({ method, url, fields }: OriginRequest) => {
    saw = { method, url: url.pathname + url.search, headers: fields };
    return { status: next.status, fields: next.headers, body: streamOf(next.body) };
  };
  const make = () => createEdge({ origin: "http://origin.example", profile: "account", guard, transport });
  let edge = make();
  return {
    profile: "account",
    answerNext(answer) {
      next = answer;
    },
    seenByOrigin() {
      const seen = saw;
      saw = null;
      return seen;
    },
    async send({ method, url, host, headers, tls }) {
      const request = new Request(`${tls ? "https" : "http"}://${host}${url}`, {
        method,
        redirect: "manual",
      });
      for (const [name, value] of headers) {
        const before = name.toLowerCase() === "cookie" ? request.headers.get(name) : null;
        // Headers joins lines by a comma, which for Cookie is no divider (RFC 6265bis §5.8.3).
        if (before === null) request.headers.append(name, value);
        else request.headers.set(name, `${before}; ${value}`);
      }
      const response = await edge.fetch(request);
      // Not text(): workerd warns of every Content-Type that is no text.
      const body = new TextDecoder().decode(await response.arrayBuffer());
      await new Promise((resolve) => setTimeout(resolve, 0));
      return { status: response.status, headers: [...response.headers], body };
    },
    reset() {
      edge = make();
      saw = null;
    },
  };
}
