/**
 * The Workers rim of the mocks: all of them as one worker, behind the edge's. preview/mocks.toml names it.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { z } from "zod";
import { addressesOf } from "./worker/addresses.ts";
import { readAsset } from "./worker/assets.ts";
import { createFront } from "./worker/front.ts";
import { startPreview } from "./worker/preview.ts";
import { createStateStore, type ObjectStorage } from "./worker/state-store.ts";

/** The object that holds the mocks, from outside. */
interface Mocks {
  fetch(request: Request): Promise<Response>;
}

/** As much of a Durable Object's namespace as is used here. */
interface Namespace {
  idFromName(name: string): unknown;
  get(id: unknown): Mocks;
}

/** What the platform gives an object. */
interface ObjectContext {
  readonly storage: ObjectStorage;
  blockConcurrencyWhile<T>(act: () => Promise<T>): Promise<T>;
}

const bindingsSchema = z.object({
  /** Where browsers find the website: an origin such as https://demo.example.org. */
  WEBSITE_ROOT: z
    .string({ error: "expected the website's address" })
    .regex(/^https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$/, {
      error: "expected an address such as https://demo.example.org, without a path",
    }),
  /** Opens what controls the mocks: a secret, set by `wrangler secret put MOCK_TOKEN`. */
  MOCK_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9._~+/=-]{16,}$/, { error: "expected 16 letters and digits or more" })
    .optional(),
  MOCKS: z.custom<Namespace>((value) => typeof value === "object" && value !== null, {
    error: "expected a Durable Object namespace",
  }),
});

/** The bindings that preview/mocks.toml sets. */
type Bindings = Partial<z.input<typeof bindingsSchema>>;

/** What answers, or what is wrong with the bindings. */
type Made = { readonly front: (request: Request) => Promise<Response> } | { readonly problem: string };

let last: { readonly bindings: Bindings; readonly made: Made } | undefined;

/** One for an isolate; made anew when the runtime hands other bindings over. */
function frontFor(bindings: Bindings): Made {
  if (last?.bindings !== bindings) last = { bindings, made: makeFront(bindings) };
  return last.made;
}

function makeFront(bindings: Bindings): Made {
  const result = bindingsSchema.safeParse(bindings);
  // zod's messages do not repeat a value.
  if (!result.success) return { problem: z.prettifyError(result.error) };
  const { WEBSITE_ROOT, MOCK_TOKEN: token, MOCKS: mocks } = result.data;
  const ask = (request: Request) => mocks.get(mocks.idFromName("preview")).fetch(request);
  return { front: createFront({ addresses: addressesOf(WEBSITE_ROOT), token, readAsset, ask }) };
}

function misconfigured(problem: string): Response {
  console.error(`The worker's variables are not valid:\n${problem}`);
  return new Response("This worker is misconfigured. Its log names the variables that are wrong.\n", {
    status: 500,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}

/** One object holds all mocks, so there is one world for everybody. The platform wants a class. */
export class Preview {
  readonly #answer: Promise<(request: Request) => Promise<Response>>;

  constructor(context: ObjectContext, bindings: Bindings) {
    this.#answer = context.blockConcurrencyWhile(() =>
      startPreview({
        addresses: addressesOf(bindingsSchema.parse(bindings).WEBSITE_ROOT),
        store: createStateStore(context.storage),
        context: new AsyncLocalStorage<string>(),
        readAsset,
        say: (trouble) => console.warn(trouble),
      }),
    );
  }

  async fetch(request: Request): Promise<Response> {
    const answer = await this.#answer;
    return answer(request);
  }
}

export default {
  fetch(request: Request, bindings: Bindings): Response | Promise<Response> {
    const made = frontFor(bindings);
    return "problem" in made ? misconfigured(made.problem) : made.front(request);
  },
};
