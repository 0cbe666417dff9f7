import { afterAll, expect, test } from "vitest";
import { endLeftovers, folderWith, run } from "./support.ts";

afterAll(endLeftovers);

const origin = ["--origin", "http://127.0.0.1:3000"];
const www = [...origin, "--profile", "www"];

/** How `serve` refuses a file. */
async function refused(file: object, flags: string[] = []): Promise<string> {
  const folder = await folderWith({ "edge.json": JSON.stringify(file) });
  const { code, stdout, stderr } = await run(["serve", ...origin, "--config", "edge.json", ...flags], {
    folder: folder.path,
  });
  await folder.remove();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  return stderr;
}

const secret = "s3cret-of-somebody";
const wrongInside: [what: string, file: object, message: string][] = [
  [
    "a number in a list",
    { www: { rateLimit: { limits: [{ perSecond: -1 }] } } },
    "www.rateLimit.limits[0].perSecond is -1 (from file edge.json). Expected a number above 0.",
  ],
  [
    "a word that is none of those known",
    { www: { cookies: { passedMethods: "x" } } },
    'www.cookies.passedMethods is "x" (from file edge.json). Expected "keep" or "strip".',
  ],
  [
    "a switch in quotes",
    { www: { forceTls: "yes" } },
    'www.forceTls is "yes" (from file edge.json). Expected true or false.',
  ],
  [
    "what the edge has words for",
    { www: { denylist: { addresses: ["10.0.0.0/99"] } } },
    'www.denylist.addresses[0] is "10.0.0.0/99" (from file edge.json). Expected an address, or a range',
  ],
  [
    "something missing",
    { www: { abTests: [{ name: "Example" }] } },
    "www.abTests[0].variants is missing (in file edge.json). Expected an object.",
  ],
  [
    "a mistyped key",
    { www: { rateLimt: {} } },
    "The key www.rateLimt in file edge.json is not known. Did you mean rateLimit?",
  ],
  [
    "a mistyped key of a backend",
    { www: { backends: { mirrors: [{ name: "m", url: "https://m.example", hedaers: {} }] } } },
    "The key www.backends.mirrors[0].hedaers in file edge.json is not known. Did you mean headers?",
  ],
  [
    "a backend's address, without what may be secret in it",
    { www: { backends: { assets: { name: "a", url: `https://me:${secret}@a.example/?sig=${secret}` } } } },
    'www.backends.assets.url is "https://…@a.example/?…" (from file edge.json). Expected a URL',
  ],
  [
    "two backends of one name",
    {
      profile: "www",
      www: { backends: { mirrors: [{ name: "origin", url: "https://m.example" }] } },
    },
    'Two backends are named "origin"',
  ],
  [
    "a flag of the line under its own key",
    { mirror: ["https://m.example"] },
    'The key "mirror" in file edge.json is not known. There it is www.backends.mirrors.',
  ],
  ["www as text", { www: "all" }, 'www is "all" (from file edge.json). Expected an object.'],
];

test.concurrent.each(wrongInside)("refuses %s by its whole path", async (_what, file, message) => {
  const stderr = await refused(file);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain(secret);
});

const withSecrets: [path: string, file: object][] = [
  ["purge.token", { purge: { token: `${secret} with blanks` } }],
  ["monitoring.token", { monitoring: { token: `${secret} with blanks` } }],
  ["www.basicAuth", { www: { basicAuth: secret } }],
  ["www.basicAuth.password", { www: { basicAuth: { user: "me", password: `${secret}\n` } } }],
  ["www.backends.origin.headers", { www: { backends: { origin: { headers: secret } } } }],
  [
    "www.backends.mirrors[0].headers.Authorization",
    {
      www: {
        backends: {
          mirrors: [{ name: "m", url: "https://m.example", headers: { Authorization: `${secret}\n` } }],
        },
      },
    },
  ],
  [
    "www.backends.assets.signing",
    {
      www: {
        backends: {
          assets: {
            name: "a",
            url: "https://a.example",
            signing: { accessId: "id", secretKey: secret, bucket: "b" },
          },
        },
      },
    },
  ],
];

test.concurrent.each(withSecrets)("a wrong %s is named, and not shown", async (path, file) => {
  const stderr = await refused(file);
  expect(stderr).toContain(path);
  expect(stderr).not.toContain(secret);
});

test.concurrent("of a file that is no JSON nothing is repeated", async () => {
  const folder = await folderWith({ "edge.json": `{ "purge": { "token": ${secret} } }` });
  const { code, stderr } = await run(["serve", "--config", "edge.json"], { folder: folder.path });
  await folder.remove();
  expect(code).toBe(2);
  expect(stderr).toContain("The file edge.json is not JSON: Unexpected token 's'.");
});

test.concurrent("a purge token of the line is named, and not shown", async () => {
  const short = await run(["serve", ...origin, "--purge-token", "s3cret"]);
  expect(short).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("purgeToken is not right (from flag --purge-token). Expected a token"),
  });
  expect(short.stderr).not.toContain("s3cret");
  const { stderr } = await run(["serve", ...origin], { variables: { GOVUK_EDGE_PURGE_TOKEN: "s3cret" } });
  expect(stderr).toContain("purgeToken is not right (from variable GOVUK_EDGE_PURGE_TOKEN)");
  expect(stderr).not.toContain("s3cret");
});

const mirror = (name: string) => ["--mirror", `https://${name}.example`];
const wrongFlags: [what: string, flags: string[], message: string][] = [
  ["a mirror for another profile", [...origin, ...mirror("a")], "Expected it only with --profile www"],
  [
    "assets for another profile",
    [...origin, "--assets", "https://a.example"],
    "Expected it only with --profile www",
  ],
  ["four mirrors", [...www, ...["a", "b", "c", "d"].flatMap(mirror)], "Expected three mirrors at the most."],
  [
    "a mirror with a query",
    [...www, "--mirror", "https://a.example/?x=1"],
    'mirror is "https://a.example/?…" (from flag --mirror). Expected a URL without a query',
  ],
  [
    "--insecure-origin where others can reach it",
    [...www, "--insecure-origin", "--hostname", "0.0.0.0"],
    "insecureOrigin is true (from flag --insecure-origin). Expected it only on an address of this machine",
  ],
];

test.concurrent.each(wrongFlags)("refuses %s", async (_what, flags, message) => {
  expect(await run(["serve", ...flags])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining(message),
  });
});

test.concurrent("mirrors of the file count with those of the line", async () => {
  const mirrors = ["m", "n"].map((name) => ({ name, url: `https://${name}.example` }));
  const file = { profile: "www", www: { backends: { mirrors } } };
  const stderr = await refused(file, [...mirror("a"), ...mirror("b")]);
  expect(stderr).toContain(
    "Expected three mirrors at the most, with the 2 in www.backends.mirrors of the file.",
  );
});

test.concurrent("in production no backend's certificate goes unchecked, wherever that was said", async () => {
  const insecure = { name: "m", url: "https://m.example", insecure: true };
  const file = { www: { backends: { origin: { insecure: true }, mirrors: [insecure] } } };
  const folder = await folderWith({ "edge.json": JSON.stringify(file) });
  const { code, stderr } = await run(["serve", ...www, "--config", "edge.json"], {
    folder: folder.path,
    variables: { NODE_ENV: "production" },
  });
  await folder.remove();
  expect(code).toBe(2);
  expect(stderr).toContain("www.backends.origin.insecure is true (from file edge.json).");
  expect(stderr).toContain("www.backends.mirrors[0].insecure is true (from file edge.json).");
});
