/** Clients that hold on to what they have, as data: what they do with connections of their own. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { asking, type Heard, hear } from "./talk.ts";

/** What a client does. */
export interface SlowCase {
  /** As a sentence whose subject is the client. */
  readonly what: string;
  /** Does it until `leave` is called, and says what became of it in the end. */
  readonly act: (port: number) => Promise<Slow>;
  /** How many connections it holds for as long as it may; by default it has one, and little time. */
  readonly crowd?: number;
}

interface Slow {
  /** What was heard, when it has ended by itself; null when the edge lets it be. */
  readonly heard: Heard | null;
  readonly leave: () => void;
}

/** How many connections idle; `npm run soak -- --idle` has more. */
const idle = 2_000;

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port }).on("error", () => undefined);
  await once(socket, "connect");
  return socket.setNoDelay();
}

/** Says the first text at once, and the second a byte at a time. */
function slowly(first: string, then: string) {
  return async (port: number): Promise<Slow> => {
    const socket = await open(port);
    let at = 0;
    const drip = setInterval(() => void socket.write(then.charAt(at++ % then.length)), 20);
    socket.write(first);
    const heard = await hear(socket);
    clearInterval(drip);
    return { heard, leave: () => undefined };
  };
}

function does(act: (socket: Socket) => void) {
  return async (port: number): Promise<Slow> => {
    const socket = await open(port);
    const heard = hear(socket);
    act(socket);
    return { heard: await heard, leave: () => undefined };
  };
}

async function idling(port: number): Promise<Slow> {
  const sockets: Socket[] = [];
  while (sockets.length < idle) {
    sockets.push(
      ...(await Promise.all(Array.from({ length: Math.min(500, idle - sockets.length) }, () => open(port)))),
    );
  }
  const isLet = sockets.every((socket) => !socket.destroyed);
  const leave = () => sockets.map((socket) => socket.destroy());
  return { heard: isLet ? null : { bytes: Buffer.alloc(0), end: "closed" }, leave };
}

const upload = "POST /first HTTP/1.1\r\nHost: www.gov.uk\r\nContent-Length: 1000\r\n\r\n";

export const slowCases: readonly SlowCase[] = [
  { what: "sends a head a byte at a time (slowloris)", act: slowly("GET /first HTTP/1.1\r\n", "X-A: b\r\n") },
  { what: "sends a body a byte at a time", act: slowly(upload, "x") },
  { what: "connects, and says nothing", act: does(() => undefined) },
  {
    what: "idles after an answer",
    act: does((socket) => void socket.write("GET /first HTTP/1.1\r\nHost: a\r\n\r\n")),
  },
  { what: "closes its half after half a head", act: does((socket) => void socket.end("GET /first HT")) },
  { what: "closes its half after half a body", act: does((socket) => void socket.end(`${upload}half`)) },
  { what: "closes its half after a request", act: does((socket) => void socket.end(asking("/first"))) },
  {
    what: "resets in the middle of a body",
    act: does((socket) => void socket.write(`${upload}half`, () => socket.resetAndDestroy())),
  },
  { what: "holds thousands of connections, and says nothing", act: idling, crowd: idle },
];
