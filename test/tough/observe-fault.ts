/** What becomes of a request when its origin has a fault, and of the next. */

import type { Socket } from "node:net";
import type { Fault } from "./faults.ts";
import { type EdgeOnStage, listenRaw, startEdge, withEnds } from "./stage.ts";
import { answerIn, asking, type Heard, talk } from "./talk.ts";

/** A row of the table. */
export interface FaultSeen {
  readonly what: string;
  /** What the client gets. */
  readonly client: string;
  readonly stored: string;
  /** The code of the event that is told. */
  readonly told: string;
  /** What whoever asks next gets, once the origin is well. */
  readonly next: string;
}

const wellBody = "the whole page";
/** What an origin that is well says, be it asked for what it will. */
export const wellAnswer = `HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: ${wellBody.length}\r\n\r\n${wellBody}`;

/** Observes a fault of an origin that listens. */
export function observeFault(fault: Fault): Promise<FaultSeen> {
  return withEnds(async (ends) => {
    const origin = { ill: true, open: new Set<Socket>() };
    const port = await listenRaw(ends, (socket) => {
      origin.open.add(socket);
      socket.once("close", () => origin.open.delete(socket));
      socket.on("data", () => (origin.ill ? fault.beIll(socket) : void socket.write(wellAnswer)));
    });
    const time = fault.patience ?? 400;
    const timeouts = { connect: time, firstByte: time, betweenBytes: time };
    const edge = await startEdge(ends, `http://127.0.0.1:${port}`, { edge: { timeouts } });
    return observed(edge, fault, async () => {
      // Of an answer that nobody reads on, the origin's connection is freed.
      if (fault.enough !== undefined) await Promise.all([...origin.open].map(closed));
      origin.ill = false;
    });
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once("close", () => resolve()));
}

/** What is asked for, and what is whole. */
type Asked = Pick<Fault, "what" | "enough" | "whole"> & {
  /** Whether somebody asks before, so that there is a connection to the origin. */
  readonly before?: boolean;
};

/** Asks, has the origin become well, and asks again. */
export async function observed(
  edge: EdgeOnStage,
  { what, enough, whole = [], before = false }: Asked,
  becomeWell: () => Promise<unknown>,
): Promise<FaultSeen> {
  const ask = asking("/ill", "Cookie: __Host-govuk_account_session=somebody");
  if (before) await talk(edge.port, asking("/before"));
  const first = await talk(edge.port, ask, enough === undefined ? {} : { enough });
  await becomeWell();
  const next = answerIn(await talk(edge.port, ask));
  const isWell = next?.whole === true && [wellBody, ...whole].includes(next.body);
  return {
    what,
    client: clientGot(first),
    stored: edge.store.stored === 0 ? "nothing" : "the whole answer",
    told: toldBy(edge),
    next: isWell ? "works" : `FAILS: ${next?.status}`,
  };
}

function toldBy({ events }: EdgeOnStage): string {
  for (const event of events) {
    if (event.type === "internal-error") return event.type;
    if (event.type === "origin-error") return `${event.code}${certificateFault(event.reason)}`;
  }
  return "nothing";
}

/** What is wrong with a certificate; other words of the platform's depend on who is quicker. */
function certificateFault(reason: string): string {
  const [code] = /[A-Z_]*CERT[A-Z_]*/.exec(reason) ?? [];
  return code === undefined ? "" : ` (${code})`;
}

function clientGot(heard: Heard): string {
  const answer = answerIn(heard);
  if (answer === null) return heard.bytes.byteLength === 0 ? "no answer" : "no whole head";
  const { status, body, whole } = answer;
  if (heard.end === "left") return `${status}, for as long as it reads`;
  if (!whole) return `${status}, broken off after ${body.length} bytes`;
  return status === 200 ? `200, "${body}"` : `${status}, a page that says so`;
}
