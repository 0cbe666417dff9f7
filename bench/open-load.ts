/**
 * An open load, as a process of its own: requests come when they come, however long answers take, and each
 * one's time counts from when it was to be sent (so a server that stops answering for a while is not spared what
 * would have come meanwhile). wrk knows no rate. The last line says what came of it, as load.lua does. Arguments:
 * the server's port, the path, requests a second, seconds.
 *
 * @module
 */
import { connect } from "node:net";
import { z } from "zod";
import { answerReader } from "./answer-reader.ts";
import { arrivals } from "./arrivals.ts";
import { randomFrom } from "./random.ts";
import { quantileOf } from "./summary.ts";

const [port, path, rate, seconds] = z
  .tuple([z.coerce.number(), z.string(), z.coerce.number().positive(), z.coerce.number().positive()])
  .parse(process.argv.slice(2));

const connections = 64;
/** What comes first finds this process's own code not yet compiled, and is not counted among the times. */
const leadSeconds = 0.5;
const cookie = `cookies_preferences_set=true; __Host-govuk_account_session=${"x".repeat(148)}`;
const request = Buffer.from(
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`,
  "latin1",
);
const longestWait = 10_000;

const moments = arrivals(rate, leadSeconds + seconds, randomFrom(1));
const took = new Float64Array(moments.length);
const free: (() => void)[] = [];
let sent = 0;
let answered = 0;
let begun = 0;

await Promise.all(Array.from({ length: connections }, connection));
begun = performance.now();
setTimeout(() => fail(new Error("Not all was answered.")), (leadSeconds + seconds) * 1_000 + longestWait);
sendWhatIsDue();

/** A connection on which one request follows the other. */
async function connection(): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const read = answerReader();
  let number = 0;
  function send(): void {
    number = sent;
    sent += 1;
    socket.write(request);
  }
  socket.on("data", (chunk: Buffer) => {
    if (!read(chunk)) return;
    took[number] = (performance.now() - begun - (moments[number] ?? 0)) * 1_000;
    answered += 1;
    free.push(send);
    if (answered === moments.length) finish();
  });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  for (const event of ["error", "end"]) {
    socket.on(event, (error?: Error) => fail(error ?? new Error("A connection was closed.")));
  }
  free.push(send);
}

/** All that is due and finds a connection; the rest waits, and its time goes on. */
function sendWhatIsDue(): void {
  const now = performance.now() - begun;
  while (sent < moments.length && (moments[sent] ?? 0) <= now) {
    const send = free.pop();
    if (!send) break;
    send();
  }
  // Timers are too coarse for this: it looks again after each look at the sockets.
  if (sent < moments.length) setImmediate(sendWhatIsDue);
}

function finish(): void {
  const microseconds = Math.round((performance.now() - begun) * 1_000);
  const first = moments.findIndex((at) => at >= leadSeconds * 1_000);
  const counted = took.subarray(Math.max(first, 0)).sort();
  const [p50, p99] = [0.5, 0.99].map((share) => Math.round(quantileOf(counted, share)));
  const result = { requests: moments.length, microseconds, failed: 0, p50, p99 };
  process.stdout.write(`result ${JSON.stringify(result)}\n`, () => process.exit());
}

function fail(error: Error): void {
  console.error(error);
  process.exit(1);
}
