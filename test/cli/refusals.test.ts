import { beforeAll, expect, test } from "vitest";
import { folderWith, run } from "./support.ts";

const origin = "http://127.0.0.1:3000";
const withOrigin = ["--origin", origin];

const allWrong = {
  "--origin": "http://127.0.0.1:3000/app",
  "--port": "99999",
  "--default-ttl": "-1",
  "--cache-size": "0",
  "--timeout": "9999",
  "--guard": "on",
  "--origin-host": "x",
  "--profile": "vcl",
  "--trust-proxy": "loopback,10.0.0.0/99",
};

const wrongTogether: [what: string, message: string][] = [
  [
    "an origin with a path",
    'origin is "http://127.0.0.1:3000/app" (from flag --origin). Expected a URL of scheme,',
  ],
  ["a port that is too high", "port is 99999 (from flag --port). Expected a whole number from 0 to 65535."],
  ["a time below nothing", "defaultTtl is -1 (from flag --default-ttl). Expected a whole number from 0 to"],
  ["no memory", "cacheSize is 0 (from flag --cache-size). Expected a whole number from 1 to"],
  [
    "a wait without end",
    "timeout is 9999 (from flag --timeout). Expected a number of seconds from 0.001 to 600.",
  ],
  ["an unknown guard", 'guard is "on" (from flag --guard). Expected off, report or enforce.'],
  ["an unknown choice of host", 'originHost is "x" (from flag --origin-host). Expected preserve or origin.'],
  ["an unknown profile", 'profile is "vcl" (from flag --profile). Expected account, rfc9111 or www.'],
  [
    "a wrong range",
    'trustProxy is "10.0.0.0/99" (from flag --trust-proxy). Expected loopback, an address, or a range',
  ],
  ["no end without where to read on", "See govuk-edge serve --help."],
];

let together: ReturnType<typeof run>;
beforeAll(() => {
  together = run(["serve", ...Object.entries(allWrong).flat()]);
});

test.concurrent.each(wrongTogether)("tells at once of all that is wrong: %s", async (_what, message) => {
  const { code, stdout, stderr } = await together;
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

const wrongFlags: [what: string, flags: string[], message: string][] = [
  ["no origin", [], "origin is missing. Expected a URL of scheme, host and port alone"],
  ["an origin that is no URL", ["--origin", "app"], 'origin is "app" (from flag --origin). Expected a URL'],
  ["an origin with a password", ["--origin", "http://me:pw@app"], 'origin is "http://…@app" (from flag'],
  [
    "a port that is no number",
    [...withOrigin, "--port", "http"],
    'port is "http" (from flag --port). Expected',
  ],
  ["a certificate alone", [...withOrigin, "--cert", "x.pem"], "key is missing. Expected the private key"],
  ["a key alone", [...withOrigin, "--key", "x.pem"], "cert is missing. Expected the certificate"],
  [
    "an inspector for everybody",
    [...withOrigin, "--inspector", "--hostname", "0.0.0.0"],
    "inspector is true (from flag --inspector). Expected it only on an address of this machine alone, not on 0.0.0.0",
  ],
  [
    "a file that is not there",
    ["--config", "gone.json"],
    'config is "gone.json" (from flag --config). Expected',
  ],
  ["an unknown flag", ["--orign", origin], "Did you mean --origin?"],
  ["a flag without its value", ["--port"], "argument missing"],
  ["a word too many", [...withOrigin, "more"], "too many arguments"],
];

test.concurrent.each(wrongFlags)("refuses %s on the command line", async (_what, flags, message) => {
  const { code, stdout, stderr } = await run(["serve", ...flags]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

const wrongVariables: [what: string, variables: Record<string, string>, messages: string[]][] = [
  [
    "wrong values",
    { GOVUK_EDGE_PORT: "x", GOVUK_EDGE_HTTPS: "constructor" },
    [
      'port is "x" (from variable GOVUK_EDGE_PORT). Expected a whole number',
      'https is "constructor" (from variable GOVUK_EDGE_HTTPS). Expected true or false',
    ],
  ],
  [
    "unknown names",
    { GOVUK_EDGE_PROT: "1", GOVUK_EDGE_ZZZZZZZZ: "1" },
    [
      "variable GOVUK_EDGE_PROT is not known. Did you mean GOVUK_EDGE_PORT?",
      "variable GOVUK_EDGE_ZZZZZZZZ is not known. Known are GOVUK_EDGE_ORIGIN,",
    ],
  ],
  [
    "a file that is not there",
    { GOVUK_EDGE_CONFIG: "x.json" },
    ['config is "x.json" (from variable GOVUK_EDGE_C'],
  ],
];

test.concurrent.each(wrongVariables)("refuses %s in the environment", async (_what, variables, messages) => {
  const { code, stderr } = await run(["serve", ...withOrigin], { variables });
  expect(code).toBe(2);
  for (const message of messages) expect(stderr).toContain(message);
});

const wrongFiles: [what: string, text: string, messages: string[]][] = [
  [
    "wrong values",
    '{ "port": "9080", "trustProxy": ["loopback", 7] }',
    [
      'port is "9080" (from file edge.json). Expected a whole',
      "trustProxy is 7 (from file edge.json). Expected loop",
    ],
  ],
  [
    "text for a list",
    '{ "trustProxy": "loopback" }',
    ['is "loopback" (from file edge.json). Expected a list'],
  ],
  [
    "a mistyped key",
    '{ "orgin": "x" }',
    ['key "orgin" in file edge.json is not known. Did you mean origin?'],
  ],
  ["no JSON", "{ port: 9080 }", ["file edge.json is not JSON"]],
  ["no object", "[9080]", ["file edge.json holds no object"]],
];

test.concurrent.each(wrongFiles)("refuses %s in a file", async (_what, text, messages) => {
  const folder = await folderWith({ "edge.json": text });
  const { code, stderr } = await run(["serve", ...withOrigin, "--config", "edge.json"], {
    folder: folder.path,
  });
  await folder.remove();
  expect(code).toBe(2);
  for (const message of messages) expect(stderr).toContain(message);
});

const wrongDev: [what: string, flags: string[], message: string][] = [
  [
    "a port without four more after it",
    ["--port", "65533"],
    "port is 65533 (from flag --port). Expected a whole",
  ],
  ["a URL for a name", ["--hostname", "http://localhost"], "Expected a host name without scheme and port"],
  [
    "a world that is not there",
    ["--world", "gone.json"],
    'world is "gone.json" (from flag --world). Expected a file',
  ],
];

test.concurrent.each(wrongDev)("dev refuses %s", async (_what, flags, message) => {
  const { code, stderr } = await run(["dev", ...flags]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test.concurrent("dev refuses a world that is not right, naming file and field", async () => {
  const folder = await folderWith({ "people.json": '{ "people": [] }' });
  const { code, stderr } = await run(["dev", "--world", "people.json"], { folder: folder.path });
  await folder.remove();
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /people\.json \(from flag --world\) is not right\.\npeople is .*Expected a list of at least 1 members/,
  );
});
