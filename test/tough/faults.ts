/** The faults of an origin, as data: what it does with a request for /ill until it is well again. */
import type { Socket } from "node:net";

/** What an origin that listens does wrong. */
export interface Fault {
  /** As a sentence whose subject is the origin. */
  readonly what: string;
  readonly beIll: (socket: Socket) => void;
  /** Bytes after which the client has enough of an answer that has no end. */
  readonly enough?: number;
  /** Bodies that are whole, besides that of an origin that is well. */
  readonly whole?: readonly string[];
  /** Milliseconds, where they are not to run out. */
  readonly patience?: number;
}

const says = (text: string) => (socket: Socket) => void socket.write(text);
const saysAndCloses = (text: string) => (socket: Socket) => void socket.end(text);
const saysAndResets = (text: string) => (socket: Socket) =>
  void socket.write(text, () => setImmediate(() => socket.resetAndDestroy()));

/** Says a text again and again, as fast as it is read. */
function saysWithoutEnd(first: string, again: string) {
  return (socket: Socket) => {
    const on = () => {
      while (!socket.destroyed && socket.write(again));
    };
    socket.on("drain", on).write(first);
    on();
  };
}

/** Says a text a byte at a time. */
function drips(text: string, every: number) {
  return (socket: Socket) => {
    let at = 0;
    const drip = setInterval(() => {
      if (at < text.length) socket.write(text.charAt(at));
      at += 1;
    }, every);
    socket.setNoDelay().once("close", () => clearInterval(drip));
  };
}

const head = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nVary: GOVUK-Account-Session\r\n";
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const page = "Content-Length: 4\r\n\r\npage";
const megabyte = "x".repeat(2 ** 20);

export const faults: readonly Fault[] = [
  { what: "accepts, and says nothing", beIll: () => undefined },
  { what: "closes without a word", beIll: saysAndCloses("") },
  { what: "resets before the head", beIll: (socket) => void socket.resetAndDestroy() },
  { what: "sends half a head, and waits", beIll: says(head) },
  { what: "sends half a head, and closes", beIll: saysAndCloses(head) },
  { what: "sends half a head, and resets", beIll: saysAndResets(head) },
  { what: "sends a head a byte at a time, too slowly", beIll: drips(`${head}${page}`, 20) },
  {
    what: "sends head and body a byte at a time, in time",
    beIll: drips(`${head}${page}`, 2),
    patience: 15_000,
    whole: ["page"],
  },
  { what: "sends a head of 10 MB in one field", beIll: saysWithoutEnd(`${head}X-A: `, megabyte) },
  { what: "sends a head of 10 MB in many fields", beIll: saysWithoutEnd(head, "X-A: a\r\n".repeat(1000)) },
  { what: "sends half a body, and waits", beIll: says(`${head}Content-Length: 8\r\n\r\nhalf`) },
  { what: "sends half a body, and closes", beIll: saysAndCloses(`${head}Content-Length: 8\r\n\r\nhalf`) },
  { what: "sends half a body, and resets", beIll: saysAndResets(`${head}Content-Length: 8\r\n\r\nhalf`) },
  { what: "resets after the head", beIll: saysAndResets(`${head}Content-Length: 8\r\n\r\n`) },
  {
    what: "sends one byte of a body a time, and then none",
    // The head at once: a busy machine takes a while for a hundred bytes.
    beIll: (socket) => {
      socket.write(`${head}Content-Length: 8\r\n\r\n`);
      drips("half", 1)(socket);
    },
    patience: 1_000,
  },
  {
    what: "sends more than Content-Length says",
    beIll: says(`${head}${page}HTTP/1.1 200 OK\r\n\r\nevil`),
    whole: ["page"],
  },
  { what: "sends two lengths", beIll: says(`${head}Content-Length: 9\r\n${page}`) },
  {
    what: "sends a length beside chunks",
    beIll: says(`${head}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n`),
  },
  { what: "sends garbage for the first chunk", beIll: says(`${chunked}what?\r\n`) },
  { what: "sends garbage for a later chunk", beIll: says(`${chunked}4\r\nhalf\r\nwhat?\r\n`) },
  { what: "closes between two chunks", beIll: saysAndCloses(`${chunked}4\r\nhalf\r\n`) },
  { what: "closes in the middle of a chunk", beIll: saysAndCloses(`${chunked}8\r\nhalf`) },
  {
    what: "ends a body of no length by closing",
    beIll: saysAndCloses(`${head}\r\nperhaps whole`),
    whole: ["perhaps whole"],
  },
  {
    what: "sends a body that has no end, in chunks",
    beIll: saysWithoutEnd(chunked, `100000\r\n${megabyte}\r\n`),
    enough: 24 * 2 ** 20,
  },
  {
    what: "sends a body that has no end, and no length",
    beIll: saysWithoutEnd(`${head}\r\n`, megabyte),
    enough: 24 * 2 ** 20,
  },
  {
    what: "sends interim responses without end",
    beIll: saysWithoutEnd("", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n".repeat(100)),
  },
  {
    what: "sends an interim response now and then, and nothing else",
    beIll: (socket) => {
      const again = setInterval(() => void socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 50);
      socket.once("close", () => clearInterval(again));
    },
  },
  {
    what: "sends 5,000 interim responses, and then the page",
    beIll: says(`${"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(5000)}${head}${page}`),
  },
  { what: "speaks no HTTP", beIll: says("220 mail.example ESMTP\r\n") },
  {
    what: "switches protocols unasked",
    beIll: says("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
  },
];
