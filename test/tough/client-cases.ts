/** What a client may say that two readers could understand differently, or that is too much, as data. */

/** What a client does on a connection of its own. */
export interface ClientCase {
  /** As a sentence whose subject is the client. */
  readonly what: string;
  /** Each character is a byte. */
  readonly says: string;
}

const host = "Host: www.gov.uk\r\n";
const post = `POST /first HTTP/1.1\r\n${host}`;
const get = (target: string, ...lines: string[]) =>
  [`GET ${target} HTTP/1.1`, "Host: www.gov.uk", "Connection: close", ...lines, "", ""].join("\r\n");
const smuggled = `GET /smuggled HTTP/1.1\r\n${host}\r\n`;
const said = (what: string, says: string): ClientCase => ({ what, says });
/** What a reader that goes by Content-Length takes for a body, and one that goes by chunks for a request. */
const both = (coding: string) =>
  `${post}Content-Length: ${5 + smuggled.length}\r\n${coding}\r\n\r\n0\r\n\r\n${smuggled}`;
/** The other way round. */
const chunk = `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;
const inChunks = (coding: string) => `${post}${coding}\r\n\r\n0\r\n\r\n${smuggled}`;

const smuggling: readonly ClientCase[] = [
  said("names a length and chunks, for a proxy by length (CL.TE)", both("Transfer-Encoding: chunked")),
  said(
    "names a length and chunks, for a proxy by chunks (TE.CL)",
    `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
  ),
  said(
    "names chunks twice, once wrongly (TE.TE)",
    inChunks("Transfer-Encoding: chunked\r\nTransfer-Encoding: x"),
  ),
  said("names a coding before chunks", inChunks("Transfer-Encoding: gzip, chunked")),
  said(
    "names a coding before chunks, and no host",
    inChunks("Transfer-Encoding: gzip, chunked").replace(host, ""),
  ),
  said(
    "names a coding before chunks, and expects what nobody knows",
    inChunks("Expect: x\r\nTransfer-Encoding: gzip, chunked"),
  ),
  said(
    "names a coding before chunks, and expects to be told to go on",
    inChunks("Expect: 100-continue\r\nTransfer-Encoding: gzip, chunked"),
  ),
  said(
    "names a coding before chunks, and asks for another protocol",
    inChunks("Connection: upgrade\r\nUpgrade: x\r\nTransfer-Encoding: gzip, chunked"),
  ),
  said("names a coding after chunks", inChunks("Transfer-Encoding: chunked, gzip")),
  said("names a coding that only looks like chunks", both("Transfer-Encoding: xchunked")),
  said("names chunks after a vertical tab", both("Transfer-Encoding:\x0bchunked")),
  said("names chunks in a folded line", both("Transfer-Encoding:\r\n chunked")),
  said("names chunks with a blank before the colon", both("Transfer-Encoding : chunked")),
  said("names chunks after a line that ends with LF alone", both("X: y\nTransfer-Encoding: chunked")),
  said("names chunks after a line that ends with CR alone", both("X: y\rTransfer-Encoding: chunked")),
  said("names chunks with an underscore", both("Transfer_Encoding: chunked")),
  said("names chunks in HTTP/1.0", inChunks("Transfer-Encoding: chunked").replace("HTTP/1.1", "HTTP/1.0")),
  said("folds a line", get("/first", "X: y", " z")),
  said("folds the first line", `GET /first HTTP/1.1\r\n ${host}\r\n`),
  said("ends lines with LF alone", `GET /first HTTP/1.1\n${host.replace("\r", "")}\n${smuggled}`),
  said("names a length twice, alike", `${post}Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody${smuggled}`),
  said(
    "names two lengths",
    `${post}Content-Length: 4\r\nContent-Length: ${4 + smuggled.length}\r\n\r\nbody${smuggled}`,
  ),
  said("names two lengths on a line", `${post}Content-Length: 4, 4\r\n\r\nbody${smuggled}`),
  ...["+4", "-4", "0x4", "4.0", "4 4", "", "9".repeat(30)].map((length) =>
    said(`names the length "${length}"`, `${post}Content-Length: ${length}\r\n\r\nbody${smuggled}`),
  ),
  said("names a length with a blank before the colon", `${post}Content-Length : 4\r\n\r\nbody${smuggled}`),
  said(
    "sends a chunk longer than it says",
    `${post}Transfer-Encoding: chunked\r\n\r\n2\r\nbody\r\n0\r\n\r\n${smuggled}`,
  ),
  said(
    "sends a chunk whose line ends with LF alone",
    `${post}Transfer-Encoding: chunked\r\n\r\n4\nbody\r\n0\r\n\r\n${smuggled}`,
  ),
  said(
    "sends a chunk whose extension has an LF",
    `${post}Transfer-Encoding: chunked\r\n\r\n4;a\nb\r\nbody\r\n0\r\n\r\n`,
  ),
  said(
    "sends a chunk with an extension of 100 kB",
    `${post}Transfer-Encoding: chunked\r\n\r\n4;${"a".repeat(100_000)}\r\nbody\r\n0\r\n\r\n`,
  ),
  said(
    "sends a chunk whose length overflows",
    `${post}Transfer-Encoding: chunked\r\n\r\n10000000000000004\r\nbody\r\n0\r\n\r\n`,
  ),
  said(
    "sends a session and a host as trailers",
    `${post}Connection: close\r\nTransfer-Encoding: chunked\r\nTrailer: GOVUK-Account-Session\r\n\r\n4\r\nbody\r\n0\r\nGOVUK-Account-Session: smuggled\r\nHost: smuggled\r\n\r\n`,
  ),
  said(
    "sends a request as the body of a GET",
    `${get("/first", `Content-Length: ${smuggled.length}`)}${smuggled}`,
  ),
  said(
    "sends a request as the body of a GET in chunks",
    `${get("/first", "Transfer-Encoding: chunked")}${chunk}`,
  ),
  said(
    "asks for HTTP/2 by an upgrade",
    `${get("/first", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
  ),
  said("begins HTTP/2 on a port for HTTP/1.1", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  said("uses HTTP/1.2", get("/first").replace("1.1", "1.2")),
  said("puts two blanks before the target", get(" /first")),
  said("puts a blank in the target", get("/first /smuggled")),
];

const injecting: readonly ClientCase[] = [
  said(
    "puts CR and LF in a session, coded",
    get("/first", "Cookie: __Host-govuk_account_session=a%0d%0aX-Evil: smuggled"),
  ),
  said(
    "puts CR alone in a session",
    get("/first", "Cookie: __Host-govuk_account_session=a\rX-Evil: smuggled"),
  ),
  said("puts NUL in a cookie", get("/first", "Cookie: a=b\0c")),
  said("puts a quote in a session", get("/first", 'Cookie: __Host-govuk_account_session="smuggled"')),
  said("puts CR and LF in the path, coded", get("/first%0d%0aX-Evil:%20y")),
  said("puts CR alone in the path", get("/first\rX-Evil:y")),
  said("puts NUL in the path", get("/first\0")),
  said("puts NUL in the path, coded", get("/first%00")),
  said("puts a byte that is no UTF-8 in the path", get("/first\xff\xfe")),
  said("puts a byte that is no UTF-8 in the path, coded", get("/first%ff%fe")),
  said("puts bytes that are no UTF-8 in a field", get("/first", "X-A: \xff\xfe\xc3\x28")),
  said(
    "puts bytes that are no UTF-8 in a session",
    get("/first", "Cookie: __Host-govuk_account_session=\xff\xfe"),
  ),
];

const targets: readonly ClientCase[] = [
  said("names the target whole", get("http://www.gov.uk/first")),
  said("names the target whole, of another host", get("http://evil.example/smuggled")),
  said("names the target whole, with a password", get("http://a:b@www.gov.uk/smuggled")),
  said("names the target whole, of another scheme", get("ftp://www.gov.uk/smuggled")),
  said("names a host and a port for a target", get("www.gov.uk:443")),
  said("asks for a tunnel", `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n${smuggled}`),
  said("asks for the whole server", get("*")),
  said("names no target", get("")),
  said("names a fragment", get("/first#smuggled")),
  said("names no host", "GET /smuggled HTTP/1.1\r\n\r\n"),
  said("names two hosts", get("/smuggled", "Host: evil.example")),
  said("names two hosts on a line", get("/smuggled").replace("www.gov.uk", "www.gov.uk, evil.example")),
  said("names a host with a path", get("/smuggled").replace("www.gov.uk", "www.gov.uk/x")),
  said(
    "names another host for a proxy",
    get("/first", "X-Forwarded-Host: smuggled", "Forwarded: host=smuggled"),
  ),
  ...[
    "/a/../first",
    "/a/%2e%2e/first",
    "/a/.%2E/first",
    "/../../first",
    "/a/..%2ffirst",
    "/a%2f..%2ffirst",
    "/a/..;/first",
    "/a/%252e%252e/first",
    "//evil.example/first",
    "/a/..\\first",
    "/a/%5c..%5cfirst",
  ].map((target) => said(`asks for ${target}`, get(target))),
];

const tooMuch: readonly ClientCase[] = [
  said("names a target of 9 kB", get(`/${"a".repeat(9_000)}`)),
  said("names a target of 1 MB", get(`/${"a".repeat(1_000_000)}`)),
  said("sends a field of 40 kB", get("/first", `X-A: ${"a".repeat(40_000)}`)),
  said("sends a name of 40 kB", get("/first", `${"a".repeat(40_000)}: x`)),
  said(
    "sends a cookie of 30 kB",
    get("/first", `Cookie: __Host-govuk_account_session=${"a".repeat(30_000)}`),
  ),
  said(
    "sends 2,500 fields, and then another host",
    get("/first", ...Array<string>(2_500).fill("a: b"), "Host: smuggled"),
  ),
  said(
    "sends 2,500 fields, and then a coding before chunks",
    `${post}${"a: b\r\n".repeat(2_500)}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  ),
  said(
    "sends 8,000 fields, and then another host",
    get("/first", ...Array<string>(8_000).fill("a: b"), "Host: smuggled"),
  ),
  said("sends 10 MB of fields", get("/first", ...Array<string>(10_000).fill(`X-A: ${"a".repeat(1_000)}`))),
  said("says that a body is too large", `${post}Content-Length: 1000001\r\n\r\n`),
  said(
    "sends a body that turns out to be too large",
    `${post}Transfer-Encoding: chunked\r\n\r\nf4241\r\n${"x".repeat(1_000_001)}\r\n0\r\n\r\n`,
  ),
  said(
    "sends ten requests at once",
    "0123456789".replace(/./g, (nth) => (nth === "9" ? get("/first") : `GET /first HTTP/1.1\r\n${host}\r\n`)),
  ),
  said(
    "sends a request and garbage at once",
    `GET /first HTTP/1.1\r\n${host}\r\n\x01\x02\r\n\r\n${smuggled}`,
  ),
];

export const clientCases: readonly ClientCase[] = [...smuggling, ...injecting, ...targets, ...tooMuch];
