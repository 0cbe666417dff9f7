/**
 * node:http before undici with its cache interceptor, which selects by `Vary` and keeps all in memory.
 * Arguments: the origin's port.
 *
 * @module
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, cacheStores, interceptors } from "undici";
import { accountHeaders } from "./account-headers.ts";
import { relay } from "./relaying.ts";
import { numberArgument, serve } from "./server.ts";

// Room enough that nothing is pushed out; its own default is 1,024 responses.
const store = new cacheStores.MemoryCacheStore({ maxCount: 10_000_000, maxSize: 2 * 2 ** 30 });
const dispatcher = new Agent().compose(interceptors.cache({ store }));

function headersOf({ headers: { cookie = "", ...rest } }: IncomingMessage): IncomingHttpHeaders {
  return { ...rest, ...accountHeaders(cookie) };
}

serve(relay(`http://127.0.0.1:${numberArgument(0)}`, dispatcher, headersOf));
