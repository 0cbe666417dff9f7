/**
 * How V8 keeps what an edge makes.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from making objects old at birth, and from letting the heap grow by more than a third of what lives
 * between two full collections.
 *
 * While a cache fills, most of what a request makes lives on, and V8
 * learns to put the same among the old objects from then on. Of a hit nothing lives on; but dead old objects
 * keep the young ones that they lead to, so that half of what hits make is copied and kept until the next full
 * collection. And while a full cache makes room for what is new, V8 would let what is gone grow to as much as
 * there is.
 *
 * These are settings of the whole process, so whoever owns the process calls it, before it serves.
 *
 * @example
 * tuneHeap();
 * await serveEdge({ edge: { origin: "http://127.0.0.1:3000" }, port: 9080 });
 */
export function tuneHeap(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
  setFlagsFromString("--heap-growing-percent=30");
}
