/**
 * The log: one line a request, and warnings that stand out; for people, or as JSON lines.
 *
 * @module
 */
import { styleText } from "node:util";
import { type Logger, pino } from "pino";
import { z } from "zod";
import type { EdgeListener } from "../edge/observe/events.ts";
import { levelOf, sentenceOf } from "./sentences.ts";

/** How to log. */
export interface LogOptions {
  readonly out: NodeJS.WritableStream;
  readonly json: boolean;
  /** Without the line for each request. */
  readonly quiet: boolean;
  /** Whether the edge looks at sessions at all. */
  readonly withAccount: boolean;
}

/** A log, and the edge's way to it. */
export interface Log {
  readonly logger: Logger;
  readonly listener: EdgeListener;
  /** Nothing more is logged: what breaks off because all is closed is nobody's concern. */
  end(): void;
}

/**
 * A log of what an edge tells.
 *
 * @example
 * const log = createLog({ out: process.stdout, json: false, quiet: false, withAccount: true });
 * await serveEdge({ edge: { origin, listeners: [log.listener] }, port: 9080 });
 */
export function createLog({ out, json, quiet, withAccount }: LogOptions): Log {
  const write = (line: string) => void out.write(json ? line : humanLine(line, out));
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    { write },
  );
  return {
    logger,
    listener(event) {
      const level = levelOf(event);
      if (quiet && level === "info") return;
      const { time: _, ...fields } = event;
      logger[level](fields, sentenceOf(event, withAccount));
    },
    end() {
      logger.level = "silent";
    },
  };
}

const lineSchema = z.object({ level: z.string(), time: z.iso.datetime(), msg: z.string() });

/** A line of pino's for people: the time, how bad it is, and the message. */
function humanLine(line: string, out: NodeJS.WritableStream): string {
  const { level, time, msg } = lineSchema.parse(JSON.parse(line));
  const clock = styleText("dim", new Date(time).toTimeString().slice(0, 8), { stream: out });
  // What an origin sent must not steer a terminal.
  const message = msg.replaceAll(/\p{Cc}/gu, "?");
  if (level === "info") return `${clock}  ${message}\n`;
  const word = styleText(
    ["bold", level === "warn" ? "yellow" : "red"],
    level === "warn" ? "WARNING" : "ERROR",
    {
      stream: out,
    },
  );
  return `${clock}  ${word}: ${message}\n`;
}
