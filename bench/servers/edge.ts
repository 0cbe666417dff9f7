/**
 * The edge as the Node rim serves it and `serve` sets up its process, with the account rules and nobody listening
 * to its events: the peers write no log either. Arguments: the origin's port.
 *
 * @module
 */
import { serveEdge, tuneHeap } from "../../src/edge/node.ts";
import { numberArgument, sayPort } from "./server.ts";

// As the command does.
tuneHeap();
const { port } = await serveEdge({
  edge: { origin: `http://127.0.0.1:${numberArgument(0)}`, cacheBytes: 2 * 2 ** 30 },
  port: 0,
});
sayPort(port);
