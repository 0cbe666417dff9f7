/**
 * The edge's worker, as wrangler.toml would deploy it, in workerd. Without KV for purges, which it has not
 * here, it keeps all in the isolate's memory. Arguments: the origin's port.
 *
 * @module
 */
import { startWorker, text } from "../../test/support/worker-running.ts";
import { numberArgument, sayPort } from "./server.ts";

const bindings = {
  ORIGIN_URL: text(`http://127.0.0.1:${numberArgument(0)}`),
  // As much as an isolate can give, so that 10,000 variants find room.
  MEMORY_BYTES: text(String(96 * 2 ** 20)),
};
// Without the worker that Miniflare puts before ours: no data centre has it.
const worker = await startWorker(bindings, { direct: true });
process.once("SIGTERM", () => void worker.close().then(() => process.exit()));
sayPort(worker.port);
