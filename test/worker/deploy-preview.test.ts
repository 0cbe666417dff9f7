/** `npm run deploy:preview`, without an account. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../../scripts/deploy-preview.ts", import.meta.url));

/** Wrangler starts three times. */
const patience = 120_000;

async function run(...flags: string[]): Promise<{ code: unknown; out: string; err: string }> {
  // Whoever runs the tests may be signed in to an account.
  const env = { ...process.env, CLOUDFLARE_API_TOKEN: "none" };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...flags], { env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && "stderr" in error)) throw error;
    return { code: error.code, out: "", err: String(error.stderr) };
  }
}

test("a dry run builds all kinds of workers, and says what would be deployed, in which order", {
  timeout: patience,
}, async () => {
  const { code, out } = await run("--dry-run", "--name", "pr-12", "--domain", "ada.workers.dev");
  expect(code).toBe(0);
  const sizes = [...out.matchAll(/^ {2}(mocks|service|edge) +[\d.]+ kB, +([\d.]+) kB gzip$/gm)];
  expect(sizes.map(([, kind]) => kind)).toEqual(["mocks", "service", "edge"]);
  const edge = sizes.find(([, kind]) => kind === "edge")?.[2];
  expect(Number(edge)).toBeLessThan(200);
  const workers = ["mocks", "one-login", "signon", "account-api", "email-alert-api"];
  expect([...out.matchAll(/^ {2}(pr-12\S*)/gm)].map(([, name]) => name)).toEqual([
    ...workers.map((name) => `pr-12-${name}`),
    "pr-12",
  ]);
  expect(out).toContain("pr-12-mocks --var WEBSITE_ROOT:https://pr-12.ada.workers.dev");
  expect(out).toContain("npx wrangler login");
});

test("with a domain of one's own, two workers have all host names", { timeout: patience }, async () => {
  const { out } = await run("--dry-run", "--domain", "preview.example.org");
  expect(out).not.toMatch(/^ {2}service /m);
  expect([...out.matchAll(/--domain (\S+\.org)/g)].map(([, host]) => host)).toEqual([
    "govuk-edge-preview-mocks.preview.example.org",
    "govuk-edge-preview-one-login.preview.example.org",
    "govuk-edge-preview-signon.preview.example.org",
    "govuk-edge-preview-account-api.preview.example.org",
    "govuk-edge-preview-email-alert-api.preview.example.org",
    "govuk-edge-preview.preview.example.org",
  ]);
});

test.each<[what: string, flags: string[], told: RegExp]>([
  ["nowhere to deploy to", [], /--domain <subdomain>\.workers\.dev/],
  [
    "a domain that is a URL",
    ["--domain", "https://ada.workers.dev"],
    /expected a domain such as ada\.workers/,
  ],
  ["a name that is no host name", ["--name", "My preview"], /expected up to 40 small letters/],
  ["a name too long for its services", ["--name", "a".repeat(41)], /expected up to 40/],
])("%s is refused with what to write", async (_what, flags, told) => {
  const { code, err } = await run(...flags);
  expect([code, err]).toEqual([1, expect.stringMatching(told)]);
});
