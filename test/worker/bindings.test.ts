import { afterEach, describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import { type Ask, ask, signedIn, valuesOf } from "../support/worker-client.ts";
import {
  type Bindings,
  type RunningOptions,
  type RunningWorker,
  startWorker,
  text,
} from "../support/worker-running.ts";

let worker: RunningWorker | undefined;

async function start(bindings: Bindings, options: RunningOptions = {}): Promise<RunningWorker> {
  worker = await startWorker(bindings, { ...options, secure: true });
  return worker;
}

afterEach(() => worker?.close());

const insecure = JSON.stringify({ backends: { origin: { insecure: true } } });

describe("bindings that are wrong", () => {
  const right = { ORIGIN_URL: text("http://127.0.0.1:9") };

  test.each<[what: string, bindings: Bindings, names: RegExp[]]>([
    ["an unknown profile", { ...right, PROFILE: text("s3cret") }, [/PROFILE/]],
    ["no ORIGIN_URL", {}, [/ORIGIN_URL/]],
    ["an ORIGIN_URL that is no URL", { ORIGIN_URL: text("s3cret") }, [/ORIGIN_URL/]],
    ["an ORIGIN_URL with a path", { ORIGIN_URL: text("http://a:s3cret@b/c") }, [/ORIGIN_URL/]],
    ["an unknown guard", { ...right, GUARD: text("s3cret") }, [/GUARD/]],
    ["a ttl that is no number", { ...right, DEFAULT_TTL: text("s3cret") }, [/DEFAULT_TTL/]],
    ["an empty timeout", { ...right, FIRST_BYTE_TIMEOUT: text("") }, [/FIRST_BYTE_TIMEOUT/]],
    ["a timeout of nothing", { ...right, FIRST_BYTE_TIMEOUT: text("0") }, [/FIRST_BYTE_TIMEOUT/]],
    ["a configuration that is no JSON", { ...right, WWW_CONFIG: text("s3cret") }, [/WWW_CONFIG/, /JSON/]],
    ["a wrong key in it", { ...right, WWW_CONFIG: text('{"forceTLS":1}') }, [/www/, /forceTLS/]],
    ["a wrong value in it", { ...right, WWW_CONFIG: text('{"servedBy":"a b s3cret"}') }, [/www\.servedBy/]],
    ["an insecure backend", { ...right, WWW_CONFIG: text(insecure) }, [/insecure/]],
    ["a short token", { ...right, PURGE_TOKEN: text("s3cret") }, [/PURGE_TOKEN/]],
    ["text for a KV namespace", { ...right, PURGES: text("s3cret") }, [/PURGES/, /KV namespace/]],
    ["text for objects", { ...right, COLLAPSE: text("s3cret") }, [/COLLAPSE/]],
    ["a name that no cache has", { ...right, RESPONSES: text("s3cret/") }, [/RESPONSES/]],
    ["more memory than there is", { ...right, MEMORY_BYTES: text("134217728") }, [/MEMORY_BYTES/]],
    ["no time between readings", { ...right, PURGES_READ_SECONDS: text("0") }, [/PURGES_READ_SECONDS/]],
    ["a short token for monitoring", { ...right, MONITORING_TOKEN: text("s3cret") }, [/MONITORING_TOKEN/]],
    ["text for a service", { ORIGIN: text("s3cret") }, [/ORIGIN/]],
    ["two at once", { PROFILE: text("s3cret") }, [/PROFILE/, /ORIGIN_URL/]],
  ])("%s: every request is told so, and the log names the reason", async (_what, bindings, names) => {
    const { port, logged } = await start(bindings);
    for (const method of ["GET", "POST", "HEAD"]) {
      const answer = await ask(port, "/any", { method, headers: signedIn("abc") });
      expect(answer.status).toBe(500);
      expect(answer.header("cache-control")).toBe("no-store");
      expect(answer.header("content-type")).toBe("text/plain; charset=utf-8");
      if (method !== "HEAD") expect(answer.body).toMatch(/^This worker is misconfigured\./);
      expect(answer.body).not.toMatch(/s3cret|abc/);
    }
    await expect.poll(logged).toMatch(/^error: /);
    for (const name of names) expect(logged()).toMatch(name);
    expect(logged()).not.toMatch(/s3cret|abc/);
  });
});

describe("the app as a service binding", () => {
  test("is not asked for what is a mirror's", async () => {
    const mirror = await startScriptedOrigin();
    mirror.answerNext({ status: 200, headers: [], body: "of the mirror" });
    const app = `export default { fetch: () => new Response("failed", { status: 500 }) };`;
    const mirrors = [{ name: "mirrorS3", url: `http://127.0.0.1:${mirror.port}/copies` }];
    const bindings: Bindings = {
      ORIGIN: { type: "worker", worker: "app" },
      PROFILE: text("www"),
      WWW_CONFIG: text(JSON.stringify({ backends: { mirrors } })),
    };
    const { port } = await start(bindings, { services: { app } });
    const { status, body } = await ask(port, "/vat-rates");
    expect([status, body, mirror.seenByOrigin()?.url]).toEqual([
      200,
      "of the mirror",
      "/copies/vat-rates.html",
    ]);
    await mirror.close();
  });

  test("another worker is asked for the URL that the client asked for", async () => {
    const app = `
      let asked = 0;
      export default {
        async fetch(request) {
          asked += 1;
          const session = request.headers.get("govuk-account-session");
          const form = await request.text();
          const headers = { Vary: "GOVUK-Account-Session", "Cache-Control": "max-age=60" };
          return Response.json({ asked, url: request.url, session, form }, { headers });
        },
      };`;
    const bindings: Bindings = { ORIGIN: { type: "worker", worker: "app" } };
    const { port } = await start(bindings, { services: { app } });
    const visit = async (asks: Ask) => JSON.parse((await ask(port, "//page?q=1", asks)).body);
    const url = "https://www.gov.uk//page?q=1";
    const ada = { asked: 1, url, session: "ada", form: "" };
    expect(await visit({ headers: signedIn("ada") })).toEqual(ada);
    expect(await visit({ headers: signedIn("ada") })).toEqual(ada);
    expect(await visit({})).toEqual({ asked: 2, url, session: null, form: "" });
    const post = { method: "POST", body: "a=b", headers: signedIn("ada") };
    expect(await visit(post)).toEqual({ asked: 3, url, session: "ada", form: "a=b" });
  });

  test.each(["https", "http"] as const)(
    "another worker is told by %s who asked and for what, whatever the client says",
    async (scheme) => {
      const names = ["host", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-for", "forwarded", "via"];
      const app = `
        export default {
          fetch: ({ url, headers }) => Response.json([url, ...${JSON.stringify(names)}.map((name) => headers.get(name))]),
        };`;
      const bindings: Bindings = { ORIGIN: { type: "worker", worker: "app" } };
      worker = await startWorker(bindings, { services: { app }, secure: scheme === "https" });
      const spoofed = [
        ["X-Forwarded-Host", "evil.example"],
        ["X-Forwarded-Proto", "gopher"],
        ["X-Forwarded-For", "192.0.2.66"],
        ["Forwarded", "for=192.0.2.66;host=evil.example"],
      ] as const;
      const secure = scheme === "https" ? { secure: { rejectUnauthorized: false } } : {};
      const asks = { port: worker.port, method: "GET", url: "/page?q", host: "www.gov.uk", headers: spoofed };
      const { body } = await sendRaw({ ...asks, ...secure });
      expect(JSON.parse(body)).toEqual([
        `${scheme}://www.gov.uk/page?q`,
        "www.gov.uk",
        "www.gov.uk",
        scheme,
        "127.0.0.1",
        `for=127.0.0.1;proto=${scheme};host=www.gov.uk`,
        expect.stringMatching(/^1\.1 govuk-edge-[0-9a-f]{8}$/),
      ]);
    },
  );

  test("an app at an address gets the Host that the client asked for, whatever ORIGIN_URL says", async () => {
    const origin = await startScriptedOrigin();
    const address = `127.0.0.1:${origin.port}`;
    const app: Bindings = { ORIGIN: { type: "external", address, http: {} } };
    const { port } = await start({ ...app, ORIGIN_URL: text("http://127.0.0.1:9") });
    origin.answerNext({ status: 302, headers: [["Location", "/next"]], body: "" });
    expect(await ask(port, "/page")).toMatchObject({ status: 302 });
    expect(valuesOf(origin.seenByOrigin()?.headers ?? [], "host")).toEqual(["www.gov.uk"]);
    await origin.close();
  });

  test("a service that fails makes a page with 502", async () => {
    const app = `export default { fetch() { throw new Error("s3cret"); } };`;
    const { port } = await start({ ORIGIN: { type: "worker", worker: "app" } }, { services: { app } });
    const page = await ask(port, "/");
    expect(page.status).toBe(502);
    expect(page.body).not.toContain("s3cret");
  });
});

test("numbers may stand in wrangler.toml as numbers", async () => {
  const { port, logged } = await start({
    ORIGIN_URL: text("http://127.0.0.1:9"),
    DEFAULT_TTL: { type: "json", value: 60 },
    FIRST_BYTE_TIMEOUT: { type: "json", value: 500 },
  });
  expect((await ask(port, "/")).header("cache-status")).toContain("detail=unreachable");
  await expect.poll(logged).toContain('"code":"unreachable"');
  expect(logged()).not.toContain("error: ");
});

test("the rules of www may stand in wrangler.toml as a table", async () => {
  const { port } = await start({
    ORIGIN_URL: text("http://127.0.0.1:9"),
    PROFILE: text("www"),
    WWW_CONFIG: { type: "json", value: { denylist: { addresses: ["127.0.0.1"] } } },
  });
  expect((await ask(port, "/")).status).toBe(403);
});
