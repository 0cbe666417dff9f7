/** Edges of several processes over one backend, and who must not be given what any more. */
import { createEdge, type PurgeOrder, sharedStore } from "../../src/edge/index.ts";
import { type Answer, type Asked, memoryOrigin } from "./memory-origin.ts";
import { type SharedBackend, sharedBackend } from "./shared-backend.ts";

const beginning = Date.UTC(2026, 0, 1);

/** What may be asked of the edges. `edge` is which of them. */
export type Deed =
  | { readonly do: "get"; readonly edge: number; readonly path: string; readonly x: string }
  | { readonly do: "purge"; readonly edge: number; readonly order: PurgeOrder }
  | { readonly do: "catch-up"; readonly edge: number }
  | { readonly do: "pass"; readonly milliseconds: number }
  | { readonly do: "lose-log" }
  | { readonly do: "cut-log" };

/** A hard purge that an edge has to know of: bodies made before it are not given by that edge. */
interface Known {
  readonly covers: (path: string) => boolean;
  /** How many bodies had been made when it was asked for. */
  readonly made: number;
}

export interface Sharing {
  readonly backend: SharedBackend;
  /** Does it, and throws when somebody is given what was purged. */
  perform(deed: Deed): Promise<void>;
  /** What an edge gives. */
  get(edge: number, path: string, x: string): Promise<number>;
}

export interface SharingOptions {
  /** Milliseconds that each edge's clock is ahead; as many edges. */
  readonly skews: readonly number[];
  readonly memoryBytes: number;
  /** Whether the backend may fail: then an edge has to know of its own purges alone. */
  readonly mayFail?: boolean;
}

/** How a page answers: its body is the number of those that were made, and its validator never changes. */
function answerTo({ url, header }: Asked, made: () => number): Answer {
  const headers = {
    "cache-control": "max-age=60, stale-while-revalidate=30",
    etag: '"x"',
    vary: "x",
    "surrogate-key": `all ${url.pathname.slice(1)}`,
  };
  return header("if-none-match") ? { status: 304, headers, body: null } : { headers, body: String(made()) };
}

export function edgesSharing({ skews, memoryBytes, mayFail = false }: SharingOptions): Sharing {
  const backend = sharedBackend(beginning - 86_400_000);
  let time = beginning;
  let made = 0;
  const { transport } = memoryOrigin((asked) => answerTo(asked, () => ++made));
  // Without failures nothing may be given up for a slow machine's sake.
  const patience = mayFail ? {} : { timeLimit: 60_000, writeLimit: 60_000 };
  const edges = skews.map((skew) => {
    const now = () => time + skew;
    const store = sharedStore({
      blobs: backend.blobs,
      log: backend.log,
      now,
      memory: { maxBytes: memoryBytes },
      marks: mayFail ? {} : { timeLimit: 60_000 },
      layers: { ...patience, failures: 2, rest: 1_000 },
    });
    const settings = { profile: "rfc9111", origin: "http://origin.example" } as const;
    const known: Known[] = [];
    return { store, known, edge: createEdge({ ...settings, transport, store, now }) };
  });
  /** Purges that are in the log, and since when. */
  const told: { readonly known: Known; readonly since: number }[] = [];

  function at(index: number) {
    const edge = edges[index];
    if (!edge) throw new RangeError(`There is no edge ${index}.`);
    return edge;
  }

  async function get(index: number, path: string, x: string): Promise<number> {
    const { edge, known } = at(index);
    // What is known when it is asked for.
    const bound = mayFail ? [] : told.filter(({ since }) => time - since >= 1_000);
    const floors = [...known, ...bound.map((one) => one.known)].filter(({ covers }) => covers(path));
    const response = await edge.fetch(new Request(`https://www.gov.uk${path}`, { headers: { x } }));
    const body = Number(await response.text());
    const floor = Math.max(0, ...floors.map((one) => one.made));
    if (!(body > floor))
      throw new Error(`Edge ${index} gave ${path} ${body}, purged with all up to ${floor}.`);
    return body;
  }

  async function purge(index: number, order: PurgeOrder): Promise<void> {
    const known = { covers: coveredBy(order), made };
    const outcome = await at(index).edge.purge(order);
    if (order.soft) return;
    at(index).known.push(known);
    if (outcome === "done") told.push({ known, since: time });
  }

  async function catchUp(index: number): Promise<void> {
    const all = told.map(({ known }) => known);
    await at(index).store.catchUp();
    if (at(index).store.health.state === "ready" && !mayFail) at(index).known.push(...all);
  }

  return {
    backend,
    get,
    async perform(deed) {
      if (deed.do === "get") await get(deed.edge, deed.path, deed.x);
      else if (deed.do === "purge") await purge(deed.edge, deed.order);
      else if (deed.do === "catch-up") await catchUp(deed.edge);
      else if (deed.do === "pass") time += deed.milliseconds;
      else if (deed.do === "cut-log") backend.trimLog();
      else backend.loseLog(time);
    },
  };
}

function coveredBy(order: PurgeOrder): (path: string) => boolean {
  if ("everything" in order) return () => true;
  if ("url" in order) return (path) => order.url === `https://www.gov.uk${path}`;
  return (path) => order.surrogateKey === "all" || order.surrogateKey === path.slice(1);
}
