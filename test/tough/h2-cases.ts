/** What a client of HTTP/2 may say against its rules, or too often, as data. */
import { endHeaders, endStream, fieldBlock, frame, preface, repeatedField } from "./h2-frames.ts";

/** What a client does on a connection of its own. */
export interface H2Case {
  /** As a sentence whose subject is the client. */
  readonly what: string;
  readonly says: Buffer;
  /** What is wrong is how much it is: the answer to the first of it is not the end. */
  readonly flood?: true;
}

type Field = readonly [name: string, value: string];

const usual: readonly Field[] = [
  [":method", "GET"],
  [":scheme", "https"],
  [":authority", "www.gov.uk"],
  [":path", "/first"],
];
/** The usual fields, those of the same name replaced, others after. */
const withFields = (...given: readonly Field[]) => [
  ...usual.map((field) => given.find(([name]) => name === field[0]) ?? field),
  ...given.filter(([name]) => !usual.some((field) => field[0] === name)),
];
const ends = endHeaders | endStream;
const ask = (fields: readonly Field[], stream = 1) => frame("headers", ends, stream, fieldBlock(fields));
const asks = (what: string, ...fields: readonly Field[]): H2Case => ({
  what,
  says: Buffer.concat([preface, ask(withFields(...fields))]),
});
const posts = (what: string, length: string, body: string): H2Case => ({
  what,
  says: Buffer.concat([
    preface,
    frame("headers", endHeaders, 1, fieldBlock(withFields([":method", "POST"], ["content-length", length]))),
    frame("data", endStream, 1, Buffer.from(body)),
  ]),
});
const smuggled = "x\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: www.gov.uk";
const times = (count: number, make: (nth: number) => Buffer) =>
  Array.from({ length: count }, (_, nth) => make(nth));
const floods = (what: string, ...frames: readonly Buffer[]): H2Case => ({
  what,
  says: Buffer.concat([preface, ...frames]),
  flood: true,
});
const none = Buffer.alloc(0);

export const h2Cases: readonly H2Case[] = [
  asks("names a transfer coding", [":method", "POST"], ["transfer-encoding", "chunked"]),
  asks("names its connection", ["connection", "x"]),
  asks("puts a request in a value", ["x-a", smuggled]),
  asks("puts a request in a name", [`x-a: ${smuggled}`, "y"]),
  asks("puts a request in the path", [":path", `/first ${smuggled}`]),
  asks("puts a request in the method", [":method", `GET /smuggled HTTP/1.1\r\nx: y\r\n\r\nGET`]),
  asks("puts a request in the authority", [":authority", smuggled]),
  asks("puts NUL in a value", ["x-a", "a\0b"]),
  asks("uses a capital letter in a name", ["X-A", "b"]),
  asks("names another host than the authority", ["host", "evil.example"]),
  asks("names a host twice", ["host", "www.gov.uk"], ["host", "evil.example"]),
  asks("names a path that does not begin with a slash", [":path", "smuggled"]),
  asks("names a whole URL for a path", [":path", "http://evil.example/smuggled"]),
  asks("asks for /a/%2e%2e/first", [":path", "/a/%2e%2e/first"]),
  { what: "names the path twice", says: Buffer.concat([preface, ask([...usual, [":path", "/smuggled"]])]) },
  { what: "names no path", says: Buffer.concat([preface, ask(usual.slice(0, 3))]) },
  asks("asks for a tunnel", [":method", "CONNECT"]),
  posts("sends less than its length", "9", "body"),
  posts("sends more than its length", "2", "body"),
  posts("sends a length that is none", "+4", "body"),
  asks("sends fields of 100 kB", ...Array<Field>(100).fill(["x-a", "a".repeat(1_000)])),
  floods(
    "sends fields of 16 MB, packed into 8 kB",
    frame(
      "headers",
      ends,
      1,
      Buffer.concat([fieldBlock(usual), repeatedField("x-a", "a".repeat(3_900), 4_000)]),
    ),
  ),
  floods(
    "resets each of 5,000 requests at once (rapid reset)",
    ...times(5_000, (nth) =>
      Buffer.concat([ask(usual, 2 * nth + 1), frame("reset", 0, 2 * nth + 1, Buffer.from([0, 0, 0, 8]))]),
    ),
  ),
  floods("asks for 5,000 things at once", ...times(5_000, (nth) => ask(usual, 2 * nth + 1))),
  floods(
    "never ends the fields of a request",
    frame("headers", 0, 1, fieldBlock(usual)),
    ...times(2_000, () => frame("continuation", 0, 1, fieldBlock([["x-a", "a".repeat(1_000)]]))),
  ),
  floods("sends 50,000 pings", ...times(50_000, () => frame("ping", 0, 0, Buffer.alloc(8)))),
  floods("sends 50,000 empty settings", ...times(50_000, () => frame("settings", 0, 0, none))),
  floods(
    "sends 50,000 empty pieces of a body",
    frame("headers", endHeaders, 1, fieldBlock(withFields([":method", "POST"]))),
    ...times(50_000, () => frame("data", 0, 1, none)),
  ),
];
