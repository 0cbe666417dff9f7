/** That whatever looks through the logs of a whole run would find a secret there. */
import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { folderWith, startNode } from "../cli/support.ts";
import { searched } from "../support/run-log/reporter.ts";
import { secretsIn } from "../support/run-log/search.ts";
import { secretsOfField, secretsOfText } from "../support/run-log/secrets.ts";
import { notesIn, watch } from "../support/run-log/watch.ts";

const secret = "session of somebody/whole";
const search = (text: string) => secretsIn("a.log", Buffer.from(text), [secret, "another-secret-value"]);

test.for([
  ["as it is", `first\nsecond ${secret} end`, 2],
  ["as a URL has it", `GET /x?code=${encodeURIComponent(secret)}`, 1],
  ["at the very end", `\n\n${secret}`, 3],
] as const)("a secret is found %s", ([, log, line]) => {
  expect(search(log)).toEqual([{ file: "a.log", line, secret }]);
});

test("what is masked, or only begins alike, is no secret", () => {
  expect(search("sessio… (25 characters) session of somebody/else")).toEqual([]);
});

test.for([
  ["Cookie", "a=b; __Host-govuk_account_session=0123456789abc$$hi", ["0123456789abc$$hi"]],
  ["Set-Cookie", "__Host-govuk_account_session=0123456789abc; Path=/", ["0123456789abc"]],
  ["Authorization", "Bearer 0123456789abc", ["0123456789abc"]],
  ["Authorization", `Basic ${btoa("gds:0123456789abc")}`, [btoa("gds:0123456789abc"), "0123456789abc"]],
  ["GOVUK-Account-Session", "0123456789abc$$hi", ["0123456789abc"]],
  ["Location", "/cb?state=0123456789abc&x=0123456789abcd", ["0123456789abc"]],
  ["Accept", "text/html, application/json", []],
  ["Cookie", "short=abc", []],
] as const)("%s: %s has its secrets", ([name, value, secrets]) => {
  expect(secretsOfField(name, value)).toEqual(secrets);
});

test("a form has its secrets", () => {
  expect(secretsOfText("user=x&password=0123456789abc&token=short")).toEqual(["0123456789abc"]);
});

test("what is asked with a secret, and then logged with it, fails the run", async () => {
  const folder = await folderWith({});
  const notes = notesIn(folder.path);
  const end = watch(notes);
  const server = createServer((request, response) => {
    notes.printed("a careless app", `Hello ${request.headers.cookie}`);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  await fetch(`http://127.0.0.1:${port}/`, { headers: { Cookie: "a=planted-secret-of-one" } });
  end();
  notes.flush();
  const { leaks } = searched(folder.path);
  expect(leaks).toMatchObject([{ line: 2, secret: "planted-secret-of-one" }]);
  server.close();
  await folder.remove();
});

const reporter = new URL("../support/run-log/reporter.ts", import.meta.url).href;

/** A run of tests whose console says something; its environment is that of the tests' processes. */
const runThatPrints = (words: string) => `
  const { rmSync, writeFileSync } = await import("node:fs");
  const { default: Reporter } = await import(${JSON.stringify(reporter)});
  const run = new Reporter();
  run.onInit();
  run.onTestRunStart();
  const folder = Object.values(process.env).find((value) => value.includes("govuk-edge-run-log-"));
  writeFileSync(folder + "/1.secrets", JSON.stringify("planted-secret-of-one") + "\\n");
  run.onUserConsoleLog({ content: ${JSON.stringify(words)} });
  run.onTestRunEnd();
  rmSync(folder, { recursive: true, force: true });
  console.log(Object.keys(process.env).filter((name) => name.startsWith("GOVUK_EDGE")).length, "settings");`;

test.for([
  ["fails, and shows the secret masked", "It is planted-secret-of-one.", 1, "1 secrets, 1 times", "plante"],
  ["passes without", "It is fine.", 0, "1 secrets, 0 times", "0.0 MB of logs"],
] as const)("a run with a secret in its logs %s", async ([, words, code, count, shows]) => {
  const ended = await startNode(["--input-type=module", "--eval", runThatPrints(words)]).ended;
  expect(ended.stdout).toContain(count);
  expect(ended.stdout).toContain(shows);
  expect(ended.stdout).toContain("0 settings");
  expect(ended).toMatchObject({ code, stderr: "" });
  expect(ended.stdout).not.toContain("planted-secret-of-one");
});
