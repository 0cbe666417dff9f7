/**
 * Counting what is sent of a body, as it is sent.
 *
 * @module
 */

import type { Metrics } from "./observe/metrics.ts";
import type { Answer } from "./stored-answer.ts";

/** The answer, its body counted as it is read. */
export function counted(answer: Answer, metrics: Metrics | null): Answer {
  const { body } = answer;
  if (metrics === null || body === null) return answer;
  if (body instanceof ReadableStream) return { ...answer, body: countedStream(body, metrics) };
  metrics.sent(body.byteLength);
  return answer;
}

function countedStream(body: ReadableStream<Uint8Array>, metrics: Metrics): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        metrics.sent(value.byteLength);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Reads nothing that the client does not ask for.
    { highWaterMark: 0 },
  );
}
