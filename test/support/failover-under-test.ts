/** An origin and three mirrors in the test's own process, each at an address of its own. */
import { type BackendSettings, backendSchema } from "../../src/edge/origin/backends.ts";
import { type FailoverRequest, type Reached, withFailover } from "../../src/edge/origin/failover.ts";
import { createHealth } from "../../src/edge/origin/health.ts";
import type { OriginRequest, OriginTransport } from "../../src/edge/origin/transport.ts";
import { type Answer, type Asked, memoryOrigin } from "./memory-origin.ts";

/** What a backend answers; it may take its time, or throw. */
export type Behaviour = (asked: Asked) => Answer | Promise<Answer>;

export interface FailoverUnderTest {
  /** What was asked, by whose backend and URL, in order. */
  readonly asked: Asked[];
  /** The names of the backends that were asked since the last call, in order. */
  order(): string[];
  /** From now on a backend behaves so. */
  behave(backend: string, behaviour: Behaviour): void;
  reach(target: string, request?: Partial<FailoverRequest>): Promise<Reached>;
  /** Moves the clock. */
  pass(milliseconds: number): void;
  readonly sick: Set<string>;
}

export const well: Behaviour = ({ url }) => ({ body: `from ${url.hostname}` });
export const status =
  (code: number, headers: Answer["headers"] = {}): Behaviour =>
  () => ({ status: code, headers, body: "an error" });

const names = ["origin", "mirror1", "mirror2", "mirror3"];

export interface FailoverParts {
  readonly mirrors?: number;
  /** Options of the backends, by name. */
  readonly backends?: Record<string, Partial<BackendSettings>>;
  /** Stands between the edge and the backends. */
  readonly wrap?: (transport: OriginTransport) => OriginTransport;
}

/** All backends are well until the test says otherwise. */
export function failoverUnderTest(parts: FailoverParts = {}): FailoverUnderTest {
  const { mirrors = 3, backends = {}, wrap = (transport) => transport } = parts;
  const behaviours = new Map<string, Behaviour>();
  const sick = new Set<string>();
  let time = Date.UTC(2026, 0, 1);
  let told = 0;
  const nameOf = ({ url }: Pick<OriginRequest, "url">) => url.hostname.split(".")[0] ?? "";
  const { transport, asked } = memoryOrigin((request) => (behaviours.get(nameOf(request)) ?? well)(request));
  const [origin, ...others] = names.map((name) =>
    backendSchema.parse({
      name,
      kind: name === "origin" ? "app" : "mirror",
      url: `https://${name}.example`,
      ...backends[name],
    }),
  );
  if (!origin) throw new Error("there is no origin");
  const reach = withFailover(wrap(transport), {
    origin,
    mirrors: others.slice(0, mirrors),
    pseudonym: "edge-under-test",
    health: createHealth({ now: () => time, isSick: (name) => sick.has(name) }),
    rewrite: (target) => (target === "/" ? "/index.html" : `${target}.html`),
    now: () => time,
  });
  return {
    asked,
    sick,
    order() {
      const since = asked.slice(told).map(nameOf);
      told = asked.length;
      return since;
    },
    behave(backend, behaviour) {
      if (!names.includes(backend)) throw new Error(`there is no ${backend}`);
      behaviours.set(backend, behaviour);
    },
    reach: (target, request = {}) =>
      reach({ method: "GET", target, host: "www.gov.uk", fields: [], body: null, ...request }),
    pass(milliseconds) {
      time += milliseconds;
    },
  };
}
