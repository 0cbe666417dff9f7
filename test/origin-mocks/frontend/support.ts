import { type ServerType, serve } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach } from "vitest";
import {
  createFrontend,
  type Frontend,
  type FrontendOptions,
} from "../../../src/origin-mocks/frontend/index.ts";

/** What account-api was asked. */
export interface AskedOf {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A scripted account-api on a loopback socket. */
export interface ScriptedAccountApi {
  readonly url: string;
  readonly asked: AskedOf[];
  /** What it answers to everything: JSON, or a response made by hand. */
  answer(body: unknown, status?: number): void;
  answerWith(make: () => Response | Promise<Response>): void;
  close(): Promise<void>;
}

/** A scripted account-api for all tests of a file; before each of them it is set to answer `body`. */
export function useAccountApi(body: unknown): Omit<ScriptedAccountApi, "close"> {
  let running: ScriptedAccountApi | undefined;
  const now = () => {
    if (!running) throw new Error("The scripted account-api runs while tests run.");
    return running;
  };
  beforeAll(async () => {
    running = await startAccountApi();
  });
  afterAll(() => running?.close());
  beforeEach(() => {
    now().asked.length = 0;
    now().answer(body);
  });
  return {
    get url() {
      return now().url;
    },
    get asked() {
      return now().asked;
    },
    answer: (next, status) => now().answer(next, status),
    answerWith: (make) => now().answerWith(make),
  };
}

export async function startAccountApi(): Promise<ScriptedAccountApi> {
  const asked: AskedOf[] = [];
  let make: () => Response | Promise<Response> = () => Response.json({}, { status: 500 });
  const started = Promise.withResolvers<number>();
  const server: ServerType = serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        const { pathname, search } = new URL(request.url);
        const { method, headers } = request;
        asked.push({ method, target: pathname + search, headers, body: await request.text() });
        return make();
      },
    },
    ({ port }) => started.resolve(port),
  );
  return {
    url: `http://127.0.0.1:${await started.promise}`,
    asked,
    answer(body, status = 200) {
      make = () => Response.json(body, { status });
    },
    answerWith(makeResponse) {
      make = makeResponse;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

export const bearerToken = "mock-token-frontend-to-account-api";

/** A frontend at https://www.gov.uk whose account-api is the one given. */
export function frontendAt(accountApiUrl: string, options: Partial<FrontendOptions> = {}): Frontend {
  return createFrontend({
    websiteRoot: "https://www.gov.uk",
    accountApi: { url: accountApiUrl, bearerToken },
    pages: [],
    readAsset: async () => undefined,
    ...options,
  });
}

/** The headers that matter to the account, with null for those not sent. */
export function accountHeaders({ headers }: Response) {
  return {
    session: headers.get("GOVUK-Account-Session"),
    ended: headers.get("GOVUK-Account-End-Session"),
    cacheControl: headers.get("Cache-Control"),
    vary: headers.get("Vary"),
  };
}

/** As the account routes always answer. */
export const notStored = {
  session: null,
  ended: null,
  cacheControl: "no-store",
  vary: "GOVUK-Account-Session",
};
