/**
 * How V8 keeps what an edge makes.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from making objects old at birth. While a cache fills, most of what a request makes lives on, and V8
 * learns to put the same among the old objects from then on. Of a hit nothing lives on; but dead old objects
 * keep the young ones that they lead to, so that half of what hits make is copied and kept until the next full
 * collection. It is a setting of the whole process, so whoever owns the process calls it, before it serves.
 *
 * @example
 * tuneHeap();
 * await serveEdge({ edge: { origin: "http://127.0.0.1:3000" }, port: 9080 });
 */
export function tuneHeap(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
