/**
 * The app behind every cache: a page for each workload, and `/requests`, how many pages it gave.
 *
 * @module
 */
import { pageWorkloads } from "../workloads.ts";
import { serve } from "./server.ts";

const pages = new Map(
  pageWorkloads.map(({ id, bodyBytes, vary }) => [`/${id}`, { body: Buffer.alloc(bodyBytes, "a"), vary }]),
);
let requests = 0;

serve(({ url = "/" }, response) => {
  const page = pages.get(url);
  if (!page) {
    response.end(String(requests));
    return;
  }
  requests += 1;
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": page.body.byteLength,
    "Cache-Control": "max-age=86400",
    Vary: page.vary,
  });
  response.end(page.body);
});
