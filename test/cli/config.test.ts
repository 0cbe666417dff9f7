import { expect, test } from "vitest";
import { z } from "zod";
import { serveSettings } from "../../src/cli/serve-settings.ts";
import { folderWith, run, type Surroundings } from "./support.ts";

const origin = ["--origin", "http://127.0.0.1:3000"];
const secrets = {
  token: "s3cret-of-purging",
  password: "s3cret-of-people",
  header: "s3cret-of-a-bucket",
  key: "s3cret-of-signing",
};
const file = {
  $schema: "./govuk-edge.schema.json",
  profile: "www",
  guard: "off",
  purge: { token: secrets.token },
  www: {
    basicAuth: { user: "me", password: secrets.password },
    rateLimit: { limits: [{ perSecond: 5 }] },
    backends: {
      assets: { name: "theirs", url: "https://b.example" },
      mirrors: [
        {
          name: "mine",
          url: "https://m.example/x",
          headers: { Authorization: secrets.header },
          signing: { accessId: "id", secretKey: secrets.key, bucket: "b" },
        },
      ],
    },
  },
};

async function print(flags: string[], surroundings: Surroundings = {}, contents: object | null = file) {
  const folder = await folderWith(contents ? { "govuk-edge.config.json": JSON.stringify(contents) } : {});
  const ended = await run(["config", "print", ...flags], { folder: folder.path, ...surroundings });
  await folder.remove();
  return ended;
}

test.concurrent("each setting is a line: where it stands, its value, and where that came from", async () => {
  const variables = { GOVUK_EDGE_CACHE_SIZE: "64" };
  const { code, stdout, stderr } = await print([...origin, "--port", "9180"], { variables });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const line of [
    'origin = "http://127.0.0.1:3000"  (flag --origin)',
    "port = 9180  (flag --port)",
    "cacheSize = 64  (variable GOVUK_EDGE_CACHE_SIZE)",
    'guard = "off"  (file govuk-edge.config.json)',
    "timeout = 15  (default)",
    "defaultTtl = 300  (default)",
    "cert = null  (default)",
    "www.rateLimit.limits[0].perSecond = 5  (file govuk-edge.config.json)",
    "www.rateLimit.limits[0].windowSeconds = 10  (default)",
    "www.forceTls = true  (default)",
    "www.backends.leaveAloneSeconds = 5  (default)",
  ]) {
    expect(stdout).toContain(`${line}\n`);
  }
  expect(stdout).toMatch(/www\.methods\.known = \["GET", .*, … 1 more\] {2}\(default\)\n/);
  expect(stdout).toMatch(/\n\nTo change a setting.*\nThen start the edge .*govuk-edge serve\n$/);
});

const rowsSchema = z.object({
  settings: z.array(z.strictObject({ path: z.string(), value: z.unknown(), source: z.string() })),
});

async function rows(flags: string[], surroundings?: Surroundings, contents?: object | null) {
  const { stdout } = await print([...flags, "--json"], surroundings, contents);
  return rowsSchema.parse(JSON.parse(stdout)).settings;
}

test.concurrent("with --json nothing is folded, and the log is as it was", async () => {
  const found = await rows(origin);
  const known = found.find(({ path }) => path === "www.methods.known");
  expect(known?.value).toContain("FASTLYPURGE");
  expect(found).toContainEqual({ path: "json", value: false, source: "default" });
});

test.concurrent("every setting of serve is there, and the rules of www only with their profile", async () => {
  const paths = (await rows(origin, {}, null)).map(({ path }) => path);
  for (const { key, kind, inFile } of serveSettings) {
    if (kind !== "object" && inFile === undefined) expect(paths).toContain(key);
  }
  expect(paths).toContain("purge.token");
  expect(paths.filter((path) => path.startsWith("www"))).toEqual([]);
});

test.concurrent("secrets are shown by six characters and their length, from wherever they come", async () => {
  const { stdout } = await print(origin);
  const flags = ["--purge-token", "s3cret-of-a-flag", "--monitoring-token", "s3cret-of-a-flag-too"];
  const json = JSON.stringify(await rows([...origin, ...flags]));
  expect(json).toContain(
    '"path":"monitoring.token","value":"s3cret… (20 characters)","source":"flag --monitoring-token"',
  );
  for (const secret of Object.values(secrets)) expect(stdout + json).not.toContain(secret);
  expect(json).not.toContain("s3cret-of-a-flag");
  for (const line of [
    'purge.token = "s3cret… (17 characters)"',
    'www.basicAuth.password = "s3cret… (16 characters)"',
    'www.basicAuth.user = "me"',
    'www.backends.mirrors[0].headers.Authorization = "s3cret… (18 characters)"',
    'www.backends.mirrors[0].signing.secretKey = "s3cret… (17 characters)"',
  ]) {
    expect(stdout).toContain(line);
  }
});

test.concurrent("backends of flags stand with those of the file, each with where it came from", async () => {
  const flags = [...origin, "--mirror", "https://n.example", "--assets", "https://a.example/x"];
  const variables = { GOVUK_EDGE_PURGE_TOKEN: "s3cret-of-a-variable", GOVUK_EDGE_INSECURE_ORIGIN: "yes" };
  const found = await rows(flags, { variables });
  const told = (path: string) => found.find((row) => row.path === path);
  expect([told("purge.token")?.source, told("www.backends.origin.insecure")]).toEqual([
    "variable GOVUK_EDGE_PURGE_TOKEN",
    {
      path: "www.backends.origin.insecure",
      value: true,
      source: "variable GOVUK_EDGE_INSECURE_ORIGIN",
    },
  ]);
  expect(
    found
      .filter(({ path }) => /backends.*(?:name|url|insecure)$/.test(path))
      .map(({ path, value, source }) => [path.replace("www.backends.", ""), value, source]),
  ).toEqual([
    ["origin.insecure", true, "variable GOVUK_EDGE_INSECURE_ORIGIN"],
    ["assets.name", "staticAssetsS3", "default"],
    ["assets.url", "https://a.example/x", "flag --assets"],
    ["assets.insecure", true, "variable GOVUK_EDGE_INSECURE_ORIGIN"],
    ["mirrors[0].name", "mine", "file govuk-edge.config.json"],
    ["mirrors[0].url", "https://m.example/x", "file govuk-edge.config.json"],
    ["mirrors[0].insecure", false, "default"],
    ["mirrors[1].name", "mirrorS3", "default"],
    ["mirrors[1].url", "https://n.example", "flag --mirror"],
    ["mirrors[1].insecure", true, "variable GOVUK_EDGE_INSECURE_ORIGIN"],
  ]);
});

test.concurrent("wrong settings are refused as by serve", async () => {
  const wrong = await print(["--port", "x"]);
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).toContain('port is "x" (from flag --port). Expected a whole number');
  expect(wrong.stderr).toContain("origin is missing.");
  const twice = { www: { backends: { mirrors: [{ name: "origin", url: "https://m.example" }] } } };
  expect(await print([...origin, "--profile", "www"], {}, twice)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Two backends are named "origin"'),
  });
});
