/**
 * The app behind every cache: a page for each workload, at every URL below its id, and `/requests`, how many
 * pages it gave.
 *
 * @module
 */
import { latencyWorkloads, pageWorkloads } from "../workloads.ts";
import { serve } from "./server.ts";

const pages = new Map(
  [...pageWorkloads, ...latencyWorkloads].map(({ id, bodyBytes, cacheControl, vary }) => {
    const fields = {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": bodyBytes,
      "Cache-Control": cacheControl,
      ...(vary.length > 0 && { Vary: vary.join(", ") }),
    };
    return [id, { body: Buffer.alloc(bodyBytes, "a"), fields }];
  }),
);
let requests = 0;

serve(({ url = "/" }, response) => {
  const [, id = ""] = url.split("/", 2);
  const page = pages.get(id);
  if (!page) {
    response.end(String(requests));
    return;
  }
  requests += 1;
  response.writeHead(200, page.fields);
  response.end(page.body);
});
