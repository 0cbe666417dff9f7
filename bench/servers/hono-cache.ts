/**
 * Hono with its cache middleware, in workerd: it needs the Cache API, which Node has not, and Workers are where
 * its users have it. Arguments: the origin's port, the names that the page varies on.
 *
 * @module
 */
import { bundledWorker } from "../../test/support/worker-bundle.ts";
import { startModules, text } from "../../test/support/worker-running.ts";
import { numberArgument, sayPort } from "./server.ts";

const [, , , vary = ""] = process.argv;
const { code } = await bundledWorker("bench/servers/hono-cache.toml");
const bindings = { ORIGIN_URL: text(`http://127.0.0.1:${numberArgument(0)}`), VARY: text(vary) };
const worker = await startModules({ "worker.js": { type: "esm", contents: code } }, bindings, {
  direct: true,
});
process.once("SIGTERM", () => void worker.close().then(() => process.exit()));
sayPort(worker.port);
