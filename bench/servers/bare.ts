/**
 * Bare node:http, the limit of what a cache on Node can reach: one body, and the two fields it needs.
 * Arguments: bytes of the body.
 *
 * @module
 */
import { tuneHeap } from "../../src/edge/node/heap.ts";
import { numberArgument, serve } from "./server.ts";

// The limit is that of a process set up alike.
tuneHeap();
const body = Buffer.alloc(numberArgument(0), "a");
const headers = ["Content-Type", "text/html; charset=utf-8", "Content-Length", String(body.byteLength)];

serve((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
