/**
 * The least that passing a page through costs on Node: node:http before undici.request, and nothing else.
 * Arguments: the origin's port.
 *
 * @module
 */
import { Agent } from "undici";
import { relay } from "./relaying.ts";
import { numberArgument, serve } from "./server.ts";

serve(relay(`http://127.0.0.1:${numberArgument(0)}`, new Agent(), ({ headers }) => headers));
