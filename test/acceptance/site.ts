/**
 * The site as strangers meet it: `govuk-edge serve --profile www` in a process of its own, before three
 * backends over TLS. Node only.
 *
 * @module
 */
import { afterAll, afterEach, beforeAll } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { endLeftovers, folderWith, type Serve, startServe } from "../cli/support.ts";
import { testCertificate } from "../support/certificate.ts";
import { names, startTlsBackend, type TlsBackend } from "./backend.ts";

export const token = "a-token-of-this-test";

/** What a client got. */
export interface Got {
  readonly status: number;
  readonly body: string;
  readonly bytes: Uint8Array;
  /** The values of a header's lines joined by a comma; null when there is none. */
  header(name: string): string | null;
}

export interface Site {
  readonly origin: TlsBackend;
  readonly mirrors: readonly [TlsBackend, TlsBackend];
  /** Asks over TLS. */
  get(url: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Got>;
  /** Asks the same port without TLS. */
  getPlain(url: string): Promise<Got>;
  /** Makes what is stored under a URL stale, or forgets it. */
  purge(url: string, how: "soft" | "hard"): Promise<void>;
  /** What all backends were asked since the last call, by name. */
  asked(): { origin: string[]; mirror1: string[]; mirror2: string[] };
}

/** One site for the tests of a file; after each, its backends are up and well. */
export function useSite(flags: readonly string[] = []): Site {
  let running: (Omit<Site, "get" | "getPlain" | "purge"> & { port: number; serve: Serve }) | undefined;
  const now = () => {
    if (!running) throw new Error("The site runs while tests run.");
    return running;
  };

  beforeAll(async () => {
    const [origin, one, two] = await Promise.all(["origin", "mirror 1", "mirror 2"].map(startTlsBackend));
    if (!origin || !one || !two) throw new Error("three backends were started");
    const { cert, key } = await testCertificate();
    const folder = await folderWith({ "cert.pem": cert, "key.pem": key });
    const serve = await startServe(
      [
        ...["--profile", "www", "--origin", origin.url, "--mirror", one.url, "--mirror", two.url],
        ...["--cert", "cert.pem", "--key", "key.pem", "--insecure-origin", ...flags],
      ],
      { folder: folder.path, variables: { GOVUK_EDGE_PURGE_TOKEN: token } },
    );
    await folder.remove();
    running = {
      origin,
      mirrors: [one, two],
      serve,
      port: Number(new URL(serve.url).port),
      asked: () => ({ origin: origin.asked(), mirror1: one.asked(), mirror2: two.asked() }),
    };
  });

  afterEach(() => {
    const { origin, mirrors, asked } = now();
    origin.answers(names("origin"));
    for (const [nth, mirror] of mirrors.entries()) mirror.answers(names(`mirror ${nth + 1}`));
    asked();
  });

  afterAll(async () => {
    await running?.serve.stop();
    await Promise.all([running?.origin, ...(running?.mirrors ?? [])].map((backend) => backend?.stop()));
    endLeftovers();
  });

  async function ask(
    url: string,
    method: string,
    headers: Readonly<Record<string, string>>,
    isSecure: boolean,
  ): Promise<Got> {
    const got = await sendRaw({
      port: now().port,
      method,
      url,
      host: "www.gov.uk",
      headers: Object.entries(headers),
      ...(isSecure && { secure: { rejectUnauthorized: false } }),
    });
    return {
      status: got.status,
      body: got.body,
      bytes: got.bytes ?? new Uint8Array(),
      header(name) {
        const lines = got.headers.filter(([each]) => each.toLowerCase() === name.toLowerCase());
        return lines.length === 0 ? null : lines.map(([, value]) => value).join(", ");
      },
    };
  }

  return {
    get origin() {
      return now().origin;
    },
    get mirrors() {
      return now().mirrors;
    },
    asked: () => now().asked(),
    get: (url, headers = {}, method = "GET") => ask(url, method, headers, true),
    getPlain: (url) => ask(url, "GET", {}, false),
    async purge(url, how) {
      const headers = { "Fastly-Key": token, ...(how === "soft" && { "Fastly-Soft-Purge": "1" }) };
      const { status } = await ask(url, "PURGE", headers, true);
      if (status !== 200) throw new Error(`the purge of ${url} got ${status}`);
    },
  };
}
