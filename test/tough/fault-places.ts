/** Faults that are not of an answer but of the place: nobody there, or nobody who may be believed. */
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { generate } from "selfsigned";
import { type FaultSeen, observed, wellAnswer } from "./observe-fault.ts";
import { type EdgeOnStage, type Ends, freePort, listen, listenRaw, startEdge, withEnds } from "./stage.ts";

/** A fault of a place. */
export interface PlaceFault {
  readonly what: string;
  readonly start: (ends: Ends) => Promise<Place>;
  /** Asked for once before what is observed, so that there is a connection. */
  readonly before?: boolean;
}

interface Place {
  readonly origin: string;
  /** Left out where whoever runs the edge has to name another. */
  readonly becomeWell?: () => Promise<unknown>;
}

const onceWell = (socket: Socket) => void socket.on("data", () => void socket.write(wellAnswer));

/** Observes what becomes of a request, and of the next. */
export function observePlace({ what, start, before = false }: PlaceFault): Promise<FaultSeen> {
  return withEnds(async (ends) => {
    const { origin, becomeWell } = await start(ends);
    const timeouts = { connect: 500, firstByte: 500, betweenBytes: 500 };
    const edge = await startEdge(ends, origin, { edge: { timeouts } });
    const renewed = async () => renewedTo(edge, await listenRaw(ends, onceWell));
    return observed(edge, { what, before }, becomeWell ?? renewed);
  });
}

function renewedTo({ running, store }: EdgeOnStage, port: number): void {
  running.renew({ origin: `http://127.0.0.1:${port}`, store });
}

interface Certified {
  readonly name: string;
  readonly trusted: boolean;
  readonly expired?: boolean;
}

/** An origin with a certificate that somebody should not believe. */
async function startTls(ends: Ends, { name, trusted, expired = false }: Certified): Promise<Place> {
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    curve: "P-256",
    notBeforeDate: new Date("2020-01-01"),
    notAfterDate: new Date(expired ? "2021-01-01" : "2120-01-01"),
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: name }] }],
  });
  if (trusted) trust(ends, cert);
  const server: Server = createServer(
    { cert, key },
    (_request, response) => void response.end("a stranger's"),
  );
  return { origin: `https://localhost:${await listen(ends, server)}` };
}

function trust(ends: Ends, cert: string): void {
  setDefaultCACertificates([...getCACertificates("default"), cert]);
  ends.onEnd(() => setDefaultCACertificates(getCACertificates("default").filter((other) => other !== cert)));
}

/** An origin that answers the first request on a connection, and closes at the second. */
async function startClosing(ends: Ends): Promise<Place> {
  const port = await listenRaw(ends, (socket) => {
    let asked = 0;
    socket.on("data", () => {
      asked += 1;
      if (asked === 1) socket.write(wellAnswer);
      else socket.destroy();
    });
  });
  return { origin: `http://127.0.0.1:${port}`, becomeWell: async () => undefined };
}

export const places: readonly PlaceFault[] = [
  {
    what: "refuses connections",
    async start(ends) {
      const port = await freePort();
      return { origin: `http://127.0.0.1:${port}`, becomeWell: () => listenRaw(ends, onceWell, port) };
    },
  },
  { what: "has a name that DNS does not know", start: async () => ({ origin: "http://nobody.invalid" }) },
  {
    what: "has a certificate that nobody vouches for",
    start: (ends) => startTls(ends, { name: "localhost", trusted: false }),
  },
  {
    what: "has a certificate of another name",
    start: (ends) => startTls(ends, { name: "elsewhere.example", trusted: true }),
  },
  {
    what: "has a certificate that has expired",
    start: (ends) => startTls(ends, { name: "localhost", trusted: true, expired: true }),
  },
  {
    what: "speaks plain http on a port for TLS",
    start: async (ends) => ({ origin: `https://localhost:${await listenRaw(ends, onceWell)}` }),
  },
  {
    what: "speaks TLS on a port for plain http",
    start: async (ends) => {
      const { origin } = await startTls(ends, { name: "localhost", trusted: false });
      return { origin: origin.replace("https", "http") };
    },
  },
  {
    what: "never ends the TLS handshake",
    start: async (ends) => ({ origin: `https://localhost:${await listenRaw(ends, (s) => void s.resume())}` }),
  },
  { what: "closes a kept connection as it is asked again", start: startClosing, before: true },
];
