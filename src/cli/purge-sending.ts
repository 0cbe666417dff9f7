/**
 * Sending orders to purge to an edge.
 *
 * @module
 */
import { Agent, request } from "undici";
import { z } from "zod";
import { CommandFailure, reasonOf, systemCode } from "./errors.ts";
import { isLoopback } from "./listening.ts";

/** What is to be purged, as `POST /__edge/purge` takes it. */
export type Order = { readonly soft: boolean } & (
  | { readonly url: string }
  | { readonly surrogateKeys: readonly string[] }
  | { readonly everything: true }
);

/** What became of an order. */
export interface Sent {
  readonly order: Order;
  readonly status: "done" | "queued" | "refused";
  /** What the edge says about it. */
  readonly detail: string | null;
}

const answerSchema = z.object({ status: z.string(), detail: z.string().optional() });

/** Milliseconds to wait for an answer. */
const patience = 15_000;

/**
 * Sends orders, one after the other.
 *
 * @param edge where it is
 * @param token who may purge; null for an address that needs none
 * @throws {CommandFailure} when the edge cannot be reached, or nobody may purge there
 */
export async function sendOrders(edge: URL, orders: readonly Order[], token: string | null): Promise<Sent[]> {
  // On this machine a certificate may be one that was made on the spot.
  const connect = { timeout: patience, rejectUnauthorized: !isLoopback(edge.hostname) };
  const agent = new Agent({ connect, headersTimeout: patience, bodyTimeout: patience });
  try {
    const sent: Sent[] = [];
    for (const order of orders) sent.push(await send(edge, order, token, agent));
    return sent;
  } finally {
    await agent.close();
  }
}

async function send(edge: URL, order: Order, token: string | null, dispatcher: Agent): Promise<Sent> {
  const headers = {
    "content-type": "application/json",
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  const url = new URL("/__edge/purge", edge);
  const init = { method: "POST", headers, body: JSON.stringify(order), dispatcher } as const;
  const response = await request(url, init).catch((error: unknown) => {
    throw unreachable(edge, error);
  });
  const text = await response.body.text();
  // What is no edge, or an edge that purges nothing and asks its app, may say that all is well, too.
  const isEdges = /\bgovuk-edge; detail=purge\b/.test(String(response.headers["cache-status"] ?? ""));
  const said = isEdges ? answerSchema.safeParse(parsed(text)).data : undefined;
  const detail = said?.detail?.replaceAll(/\p{Cc}/gu, "?") ?? null;
  if (said?.status === "ok") return { order, status: "done", detail };
  if (said?.status === "queued") return { order, status: "queued", detail };
  if (said?.status === "refused" && response.statusCode === 400) return { order, status: "refused", detail };
  throw refused(edge, isEdges ? response.statusCode : elsewhere(response.statusCode), token !== null, detail);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreachable(edge: URL, error: unknown): CommandFailure {
  const reason = systemCode(error) ?? reasonOf(error);
  return new CommandFailure(
    `There is no answer from an edge at ${edge.origin} (${reason}). Is it running? Name another with --url.`,
    1,
    { cause: error },
  );
}

/** The status that says why, of an answer that is not about purging: a way on, or nothing there. */
function elsewhere(status: number): number {
  return status === 301 || status === 308 ? status : 404;
}

/** Why nothing is purged there at all. */
function refused(edge: URL, status: number, hadToken: boolean, detail: string | null): CommandFailure {
  const at = `The edge at ${edge.origin}`;
  switch (status) {
    case 401:
      return new CommandFailure(
        hadToken
          ? `${at} does not accept this token. It has its own from GOVUK_EDGE_PURGE_TOKEN, or from purge.token in its file.`
          : `${at} asks for a token. Put it in GOVUK_EDGE_PURGE_TOKEN, or name a file that holds it with --token-file.`,
        1,
      );
    case 403:
      return new CommandFailure(
        `${at} lets this address purge nothing, and has no token. Start it with GOVUK_EDGE_PURGE_TOKEN.`,
        1,
      );
    case 404:
      return new CommandFailure(
        `${at} lets nobody purge, or is none. Start it with GOVUK_EDGE_PURGE_TOKEN, or name another with --url.`,
        1,
      );
    case 301:
    case 308:
      return new CommandFailure(`${at} wants https. Give --url with https in place of http.`, 1);
    default:
      return new CommandFailure(`${at} answered ${status}${detail === null ? "" : `: ${detail}`}.`, 1);
  }
}
