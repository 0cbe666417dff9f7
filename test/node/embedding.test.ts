import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/**
 * @hono/node-server puts its own Response in place of the global one as soon as an app in the same
 * process serves without asking it not to. The edge must not mind, whichever of the two comes first.
 */
const program = `
  import { createServer, request } from "node:http";
  import { once } from "node:events";
  import { getRequestListener } from "@hono/node-server";
  getRequestListener(() => new Response(""));
  const { serveEdge } = await import("./src/edge/node.ts");
  const app = createServer((incoming, outgoing) => outgoing.end("well")).listen(0, "127.0.0.1");
  await once(app, "listening");
  const edge = await serveEdge({ edge: { origin: "http://127.0.0.1:" + app.address().port }, port: 0 });
  const answers = [];
  for (const method of ["GET", "GET", "POST"]) {
    const [response] = await once(request({ port: edge.port, method, agent: false }).end(), "response");
    answers.push(response.statusCode + " " + Buffer.concat(await response.toArray()));
  }
  await edge.close();
  app.close();
  console.log(answers.join());
`;

test("the edge works in a process whose Response is not the platform's", async () => {
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect([stdout.trim(), stderr]).toEqual(["200 well,200 well,200 well", ""]);
});
