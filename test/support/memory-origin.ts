/** An origin in the test's own process: it answers what the test says, and remembers who asked. */
import type { OriginRequest, OriginTransport } from "../../src/edge/index.ts";

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string | readonly string[]>;
  readonly body?: string | ReadableStream<Uint8Array> | null;
}

export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** The value of a field as the origin got it; null when there was none. */
  header(name: string): string | null;
  readonly fields: OriginRequest["fields"];
}

export interface MemoryOrigin {
  readonly transport: OriginTransport;
  readonly asked: Asked[];
}

/** @param answer decides each answer; it may take its time, or throw */
export function memoryOrigin(answer: (asked: Asked, nth: number) => Answer | Promise<Answer>): MemoryOrigin {
  const asked: Asked[] = [];
  const transport: OriginTransport = async ({ method, url, fields }) => {
    const header = (name: string) =>
      fields.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? null;
    const request: Asked = { method, url, fields, header };
    asked.push(request);
    const { status = 200, headers = {}, body = "" } = await answer(request, asked.length);
    return { status, fields: lines(headers), body: typeof body === "string" ? streamOf(body) : body };
  };
  return { transport, asked };
}

export function streamOf(...chunks: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) if (chunk !== "") controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

function lines(headers: Record<string, string | readonly string[]>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((one): [string, string] => [name, one]),
  );
}
