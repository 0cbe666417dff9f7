import { once } from "node:events";
import { createServer as createSecureServer, request } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testCertificate } from "../support/certificate.ts";
import { folderWith, type Origin, startOrigin, startServe, useOrigin } from "./support.ts";

const origin = useOrigin();
const www = ["--profile", "www"];

/** A server that says its name and what it was asked for, until it falls ill. */
async function named(name: string): Promise<Origin & { fallIll(): void }> {
  let status = 200;
  const running = await startOrigin((asked, response) =>
    response.writeHead(status).end(`${name} ${asked.url}`),
  );
  return {
    ...running,
    fallIll() {
      status = 500;
    },
  };
}

interface Told {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** Fetches over https from an edge whose certificate nobody vouches for. */
function secureGet(url: string): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>();
  const sent = request(url, { rejectUnauthorized: false, agent: false }, async (response) => {
    let body = "";
    for await (const chunk of response.setEncoding("utf8")) body += chunk;
    resolve({ status: response.statusCode ?? 0, location: response.headers.location, body });
  });
  sent.once("error", reject).end();
  return promise;
}

test.concurrent("over https the app is served by the rules of www.gov.uk", async () => {
  const serve = await startServe(["--origin", origin.url, ...www, "--https"]);
  expect(await secureGet(`${serve.url}/page`)).toMatchObject({ status: 200 });
  expect(await secureGet(`${serve.url}/.well-known/security.txt`)).toMatchObject({ status: 302 });
  const { stdout } = await serve.stop();
  expect(stdout).toMatch(/profile {2}www: all rules of www\.gov\.uk/);
  expect(stdout).toMatch(/guard {4}report/);
  expect(stdout).not.toContain("WARNING");
});

test.concurrent("a certificate of one's own is used as in other profiles", async () => {
  const { cert, key } = await testCertificate();
  const folder = await folderWith({ "cert.pem": cert, "key.pem": key });
  const serve = await startServe(["--origin", origin.url, ...www, "--cert", "cert.pem", "--key", "key.pem"], {
    folder: folder.path,
  });
  expect(await secureGet(serve.url)).toMatchObject({ status: 200 });
  await serve.stop();
  await folder.remove();
});

test.concurrent("over plain http all is redirected, and the start says so and how to avoid it", async () => {
  const serve = await startServe(["--origin", origin.url, ...www]);
  const response = await fetch(`${serve.url}/page?b=1&a=2`, { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([
    301,
    `https://${new URL(serve.url).host}/page?b=1&a=2`,
  ]);
  const [line] = await serve.printed(/WARNING: Every request over http .*\n/);
  for (const way of ["--https", '"www": { "forceTls": false }', "--trust-proxy"]) expect(line).toContain(way);
  await serve.stop();
});

test.concurrent("with forceTls off, or a proxy that ends TLS, nobody is warned", async () => {
  const folder = await folderWith({ "govuk-edge.config.json": '{ "www": { "forceTls": false } }' });
  const open = await startServe(["--origin", origin.url, ...www], { folder: folder.path });
  expect((await fetch(open.url, { redirect: "manual" })).status).toBe(200);
  const behind = await startServe(["--origin", origin.url, ...www, "--trust-proxy", "loopback"]);
  const headers = { "X-Forwarded-Proto": "https" };
  expect((await fetch(behind.url, { redirect: "manual", headers })).status).toBe(200);
  for (const serve of [open, behind]) expect((await serve.stop()).stdout).not.toContain("WARNING");
  await folder.remove();
});

test.concurrent("assets and mirrors are asked where flags and file say, those of the file first", async () => {
  const [app, assets, one, two] = await Promise.all(["app", "assets", "one", "two"].map(named));
  if (!app || !assets || !one || !two) throw new Error("Four were started.");
  const mirrors = [{ name: "mirrorS3", url: `${one.url}/www` }];
  const file = { www: { forceTls: false, backends: { mirrors } } };
  const folder = await folderWith({ "govuk-edge.config.json": JSON.stringify(file) });
  const flags = ["--assets", assets.url, "--mirror", `${two.url}/www`];
  const serve = await startServe(["--origin", app.url, ...www, ...flags], { folder: folder.path });
  const get = async (path: string) => (await fetch(serve.url + path)).text();
  expect(await get("/page")).toBe("app /page");
  expect(await get("/assets/a.css")).toBe("assets /assets/a.css");
  app.fallIll();
  expect(await get("/vat-rates")).toBe("one /www/vat-rates.html");
  one.fallIll();
  expect(await get("/other")).toBe("two /www/other.html");
  const { stdout } = await serve.stop();
  expect(stdout).toContain(`assets   ${assets.url}\n`);
  expect(stdout).toContain(`mirrors  ${two.url}/www\n`);
  await Promise.all([...[app, assets, one, two].map((server) => server.close()), folder.remove()]);
});

test.concurrent("a purge is a line of the log, and one that is refused a warning, also when quiet", async () => {
  const token = "a-token-nobody-may-see";
  const folder = await folderWith({ "govuk-edge.config.json": '{ "www": { "forceTls": false } }' });
  const surroundings = { folder: folder.path, variables: { GOVUK_EDGE_PURGE_TOKEN: token } };
  const loud = await startServe(["--origin", origin.url, ...www], surroundings);
  const quiet = await startServe(["--origin", origin.url, ...www, "--quiet"], surroundings);
  for (const { url } of [loud, quiet]) {
    await fetch(`${url}/a`, { method: "PURGE", headers: { "Fastly-Key": token } });
    await fetch(`${url}/a`, { method: "PURGE", headers: { "Fastly-Key": "another-nobody-may-see" } });
  }
  await loud.printed(/ {2}Purged: http:\S+\/a\.\n/);
  for (const serve of [loud, quiet]) await serve.printed(/WARNING: A purge of http:.* was refused\. Send/);
  const ended = [await loud.stop(), await quiet.stop()];
  for (const { stdout, stderr } of ended) expect(stdout + stderr).not.toContain("nobody-may-see");
  expect(ended[1]?.stdout).not.toContain("Purged");
  await folder.remove();
});

/** An app over TLS with a certificate that nobody vouches for. */
async function startSecureApp(): Promise<Origin> {
  const server = createSecureServer(await testCertificate(), (_asked, response) => response.end("secure"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `https://localhost:${port}`,
    port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

let secure: Origin;
beforeAll(async () => {
  secure = await startSecureApp();
});
afterAll(() => secure.close());

test.concurrent.each(["www", "account"])(
  "with --insecure-origin the profile %s accepts a certificate that nobody vouches for",
  async (profile) => {
    const folder = await folderWith({ "govuk-edge.config.json": '{ "www": { "forceTls": false } }' });
    const flags = ["--origin", secure.url, "--profile", profile];
    const strict = await startServe(flags, { folder: folder.path });
    expect((await fetch(strict.url)).status).toBe(profile === "www" ? 503 : 502);
    const lax = await startServe([...flags, "--insecure-origin"], { folder: folder.path });
    expect(await (await fetch(lax.url)).text()).toBe("secure");
    expect((await lax.stop()).stdout).toContain("any certificate of the app is accepted");
    await strict.stop();
    await folder.remove();
  },
);

test.concurrent("--insecure-origin is about the mirrors that flags name too", async () => {
  const app = await named("app");
  app.fallIll();
  const flags = ["--origin", app.url, ...www, "--https", "--mirror", secure.url];
  const strict = await startServe(flags);
  expect(await secureGet(strict.url)).toMatchObject({ status: 503 });
  const lax = await startServe([...flags, "--insecure-origin"]);
  expect(await secureGet(lax.url)).toMatchObject({ status: 200, body: "secure" });
  await Promise.all([strict.stop(), lax.stop(), app.close()]);
});
