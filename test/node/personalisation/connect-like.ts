/**
 * As much of Express as the library meets: middleware and routes in the order they were added, the mount
 * path cut off the URL, errors to a last handler that removes every header.
 */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";

/** What Express adds to Node's response, and the examples use. */
interface Sender {
  send(text: string): void;
  redirect(location: string): void;
}

type Sending = ServerResponse & Sender;
type Next = (error?: unknown) => void;
type Handler = (request: IncomingMessage, response: Sending, next: Next) => unknown;

/** An app to which handlers are added. */
export interface ConnectLike {
  use(path: string | Handler, ...handlers: Handler[]): void;
  get(path: string, ...handlers: Handler[]): void;
  post(path: string, ...handlers: Handler[]): void;
  listen(port: number, host?: string): Server;
}

interface Layer {
  readonly handler: Handler;
  /** The URL that the handler sees; null when this is not for it. */
  seen(request: IncomingMessage): string | null;
}

/** An app without handlers. */
export default function express(): ConnectLike {
  const layers: Layer[] = [];
  const route =
    (method: string) =>
    (path: string, ...handlers: Handler[]) => {
      const seen = ({ method: asked, url = "" }: IncomingMessage) =>
        asked === method && url.split("?")[0] === path ? url : null;
      for (const handler of handlers) layers.push({ handler, seen });
    };
  return {
    use(path, ...handlers) {
      const prefix = typeof path === "string" ? path : "";
      const all = typeof path === "string" ? handlers : [path, ...handlers];
      const seen = ({ url = "" }: IncomingMessage) =>
        url.startsWith(prefix) ? url.slice(prefix.length).replace(/^(?!\/)/, "/") : null;
      for (const handler of all) layers.push({ handler, seen });
    },
    get: route("GET"),
    post: route("POST"),
    listen: (port, host) =>
      createServer((request, response) => void run(layers, request, sending(response))).listen(port, host),
  };
}

async function run(layers: readonly Layer[], request: IncomingMessage, response: Sending): Promise<void> {
  const { url = "" } = request;
  try {
    for (const { handler, seen } of layers) {
      const seenUrl = seen(request);
      if (seenUrl === null) continue;
      request.url = seenUrl;
      const goesOn = await handled(handler, request, response);
      request.url = url;
      if (!goesOn) return;
    }
    fail(response, 404);
  } catch {
    fail(response, 500);
  }
}

/** Whether the handler has called `next`; never settled when it answers. */
async function handled(handler: Handler, request: IncomingMessage, response: Sending): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const next: Next = (error) => (error === undefined ? resolve(true) : reject(error));
    response.once("finish", () => resolve(false));
    Promise.resolve()
      .then(() => handler(request, response, next))
      .catch(reject);
  });
}

/** As finalhandler: whatever the page has set is gone. */
function fail(response: Sending, status: number): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = status;
  response.statusMessage = STATUS_CODES[status] ?? "";
  response.end(`${status}`);
}

function sending(response: ServerResponse): Sending {
  return Object.assign(response, {
    send: (text: string) => void response.end(text),
    redirect: (location: string) => void response.writeHead(302, { Location: location }).end(),
  });
}
