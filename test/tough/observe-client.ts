/** What becomes of a client that breaks the rules, of the origin, and of the others. */
import { createServer } from "node:http";
import type { NodeEdgeOptions, ServerLimitsGiven } from "../../src/edge/node.ts";
import type { ClientCase } from "./client-cases.ts";
import type { SlowCase } from "./slow-cases.ts";
import { type EdgeOnStage, type Ends, listen, startEdge, withEnds } from "./stage.ts";
import { answerIn, asking, type Heard, talk } from "./talk.ts";

/** A row of the table. */
export interface ClientSeen {
  readonly what: string;
  /** What the client gets. */
  readonly gets: string;
  /** What the origin is asked. */
  readonly origin: string;
  /** What somebody else gets meanwhile and after. */
  readonly others: string;
}

/** Times are short, so that nobody waits for those that run out. */
const limits = {
  headSeconds: 1,
  requestSeconds: 1.5,
  keepAliveSeconds: 0.4,
  silenceSeconds: 3,
} satisfies ServerLimitsGiven;

type ServerOptions = Pick<NodeEdgeOptions, "limits" | "tls">;

interface Scene {
  readonly edge: EdgeOnStage;
  /** Every request that the origin was sent whole or in part. */
  readonly seen: string[];
}

/** An edge before an origin that believes whatever it can, and says what it was asked. */
export async function startScene(ends: Ends, given: ServerOptions): Promise<Scene> {
  const seen: string[] = [];
  const server = createServer({ insecureHTTPParser: true }, (request, response) => {
    const { method, url, headers, rawHeaders } = request;
    const chunks: Buffer[] = [];
    request.on("error", () => undefined).on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("close", () => {
      const body = String(Buffer.concat(chunks));
      if (url === "/well") return;
      // How much of a body comes before it breaks off depends on who is quicker.
      const came = request.complete ? body && ` with ${body.length} bytes` : ", broken off";
      seen.push(`${method} ${headers.host}${url}${came}`);
      const fields = JSON.stringify([rawHeaders, request.rawTrailers]);
      if (`${url}${fields}`.includes("smuggled")) seen.push(`SMUGGLED: ${url} ${fields}`);
    });
    request.on("end", () => response.setHeader("Cache-Control", "no-store").end(`asked for ${url}`));
  });
  const origin = `http://127.0.0.1:${await listen(ends, server)}`;
  const edge = await startEdge(ends, origin, {
    ...given,
    edge: { maxUploadBytes: 1_000_000 },
  });
  return { edge, seen };
}

/** Observes a client that says bytes over HTTP/1.1. */
export function observeClient({ what, says }: ClientCase): Promise<ClientSeen> {
  return withEnds(async (ends) => {
    const { edge, seen } = await startScene(ends, { limits });
    const heard = await talk(edge.port, says, { patience: 4_000 });
    return { what, gets: clientGot(heard), ...(await around(seen, () => neighbour(edge.port))) };
  });
}

/** Observes a client that holds on to its connections. Those that idle in thousands have time to. */
export function observeSlow({ what, act, crowd }: SlowCase): Promise<ClientSeen> {
  return withEnds(async (ends) => {
    const { edge, seen } = await startScene(ends, { limits: crowd ? { connections: crowd + 1 } : limits });
    const { heard, leave } = await act(edge.port);
    ends.onEnd(leave);
    const gets = heard ? clientGot(heard) : "nothing, until `silenceSeconds` are over";
    return { what, gets, ...(await around(seen, () => neighbour(edge.port))) };
  });
}

/** What the origin saw, and what becomes of somebody else. */
export async function around(
  seen: readonly string[],
  ask: () => Promise<boolean>,
): Promise<Pick<ClientSeen, "origin" | "others">> {
  const others = (await ask()) ? "unaffected" : "AFFECTED";
  return { origin: [...new Set(seen)].join("; ") || "nothing", others };
}

async function neighbour(port: number): Promise<boolean> {
  const answer = answerIn(await talk(port, asking("/well")));
  return answer?.status === 200 && answer.body === "asked for /well";
}

function clientGot({ bytes, end }: Heard): string {
  const statuses = [...bytes.toString("latin1").matchAll(/HTTP\/1\.[01] ([0-9]{3}) /g)].map(
    ([, status]) => status,
  );
  const all = statuses.length > 3 ? `${statuses[0]} ${statuses.length} times` : statuses.join(", ");
  return `${all || "no answer"}${end === "silent" ? ", and STAYS OPEN" : ""}`;
}
