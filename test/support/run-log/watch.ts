/**
 * Notes what the product logs in this process, and the secrets of whatever is sent from it or arrives at it.
 * A setup file: it is run before each file of tests, and watches once.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll } from "vitest";
import { z } from "zod";
import { createLog } from "../../../src/cli/log.ts";
import type { RunLog } from "./run-log.ts";
import { isLong, secretsOfField, secretsOfText } from "./secrets.ts";

/** Notes that are written when a file of tests ends, or when there is much of them. */
export function notesIn(folder: string): RunLog {
  const known = new Set<string>();
  let [log, secrets] = ["", ""];
  const append = (ending: string, text: string) =>
    void (text && appendFileSync(join(folder, `${process.pid}.${ending}`), text, { mode: 0o600 }));

  function flush(): void {
    append("log", log);
    append("secrets", secrets);
    [log, secrets] = ["", ""];
  }
  function write(text: string): void {
    log += text;
    if (log.length > 1_000_000) flush();
  }
  function secret(value: string): void {
    if (!isLong(value) || known.has(value)) return;
    known.add(value);
    secrets += `${JSON.stringify(value)}\n`;
  }

  const out = new Writable({
    write(chunk, _encoding, done) {
      write(String(chunk));
      done();
    },
  });
  return {
    event: createLog({ out, json: true, quiet: false, withAccount: true }).listener,
    printed: (by, text) => write(`== ${by}\n${text}\n`),
    fields(fields) {
      for (const [name, value] of fields) for (const found of secretsOfField(name, value)) secret(found);
    },
    text(text) {
      for (const found of secretsOfText(text)) secret(found);
    },
    secret,
    flush,
  };
}

const text = z.instanceof(Buffer).or(z.string()).transform(String);
const flat = z.array(text.or(z.array(text).transform((all) => all.join(", "))));
/** What undici tells of a request that it sends, and of the answer. */
const sentSchema = z.object({ request: z.object({ path: z.string(), headers: flat, body: z.unknown() }) });
const gotSchema = z.object({ response: z.object({ headers: flat }) });
/** What Node tells of a request that arrives at a server. */
const arrivedSchema = z.object({ request: z.object({ url: z.string(), rawHeaders: z.array(z.string()) }) });

/** Notes the secrets that are sent from here and arrive here. @returns what ends it */
export function watch(notes: RunLog): () => void {
  const listeners: readonly (readonly [channel: string, listener: (message: unknown) => void])[] = [
    [
      "undici:request:create",
      (message) => {
        const { data } = sentSchema.safeParse(message);
        if (!data) return;
        const { headers, path, body } = data.request;
        notes.fields(pairsOf(headers));
        notes.text(path);
        if (typeof body === "string") notes.text(body);
      },
    ],
    [
      "undici:request:headers",
      (message) => notes.fields(pairsOf(gotSchema.safeParse(message).data?.response.headers ?? [])),
    ],
    [
      "http.server.request.start",
      (message) => {
        const { data } = arrivedSchema.safeParse(message);
        if (!data) return;
        notes.fields(pairsOf(data.request.rawHeaders));
        notes.text(data.request.url);
      },
    ],
  ];
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  };
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, flat[at + 1] ?? ""]] : []));
}

const folder = process.env.VITEST_RUN_LOG;
if (folder !== undefined && !globalThis.runLog) {
  globalThis.runLog = notesIn(folder);
  watch(globalThis.runLog);
}
afterAll(() => globalThis.runLog?.flush());
