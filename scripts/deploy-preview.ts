/**
 * `npm run deploy:preview`: the edge and all mocks on Workers, as one preview of the whole story.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Command, InvalidArgumentError } from "commander";

interface Flags {
  readonly name: string;
  readonly domain?: string;
  readonly dryRun?: true;
  readonly delete?: true;
}

/** One worker: its configuration in preview/, what it is called, and what it is deployed with. */
interface Part {
  readonly file: "mocks" | "service" | "edge";
  readonly name: string;
  readonly flags: readonly string[];
}

/** The mocks that somebody looks at, or calls from outside. */
const services = ["one-login", "signon", "account-api", "email-alert-api"];
const nameInFiles = "govuk-edge-preview";
const root = fileURLToPath(new URL("..", import.meta.url));
const wrangler = join(
  dirname(fileURLToPath(import.meta.resolve("wrangler/package.json"))),
  "bin/wrangler.js",
);

/** Without these wrangler asks its makers for updates and tells them of its use. */
const silent = {
  CI: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
};

const help = `
Without a domain of your own:
  $ npm run deploy:preview -- --domain ada.workers.dev
    ada is your account's subdomain; the dashboard shows it under Workers. Each mock that needs an address gets a
    worker of its own, which passes everything on.
With one, in a zone of your account:
  $ npm run deploy:preview -- --name pr-12 --domain preview.example.org
    All mocks are one worker at several host names: pr-12-one-login.preview.example.org and so on.
See what would happen, without an account:
  $ npm run deploy:preview -- --dry-run
Then open what controls the mocks, for whoever has the token that you choose (openssl rand -hex 32 makes a good one):
  $ npx wrangler secret put MOCK_TOKEN --name pr-12-mocks
And when it is no longer needed:
  $ npm run deploy:preview -- --name pr-12 --delete

What is deployed, and what it costs: docs/deploy.md.`;

new Command("npm run deploy:preview --")
  .description("Deploys the edge and all mocks to Cloudflare Workers, as one preview.")
  .option(
    "--domain <domain>",
    "where it is: <subdomain>.workers.dev, or one in a zone of your account",
    domainOf,
  )
  .option("--name <name>", "the preview's name, and the start of its workers' names", nameOf, nameInFiles)
  .option("--dry-run", "build all workers and deploy none")
  .option("--delete", "delete the preview's workers, and all that its mocks remember")
  .addHelpText("after", help)
  .action(run)
  .parse();

function run({ name: preview, domain, dryRun, delete: isOver }: Flags): void {
  try {
    if (isOver) remove(preview);
    else if (dryRun) build(preview, domain ?? "example.workers.dev");
    else deploy(preview, domain);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function deploy(preview: string, domain: string | undefined): void {
  if (domain === undefined) {
    throw new Error(
      "error: say where: --domain <subdomain>.workers.dev, or one in a zone of your account. See --help.",
    );
  }
  for (const part of partsOf(preview, domain)) {
    console.log(`\n${part.name}`);
    inCopy(part, preview, (config) => wranglerMust(["deploy", "--config", config, ...argumentsOf(part)]));
  }
  console.log(`\nThe website: https://${preview}.${domain}`);
  console.log(
    `What controls the mocks: https://${preview}-mocks.${domain}, closed until you choose a token:`,
  );
  console.log(`  npx wrangler secret put MOCK_TOKEN --name ${preview}-mocks`);
}

/** In the order in which they need each other. */
function partsOf(preview: string, domain: string): Part[] {
  const isShared = domain.endsWith(".workers.dev");
  const at = (host: string) => (isShared ? [] : ["--domain", `${host}.${domain}`]);
  const hosts = ["mocks", ...services].flatMap((service) => at(`${preview}-${service}`));
  const root = ["--var", `WEBSITE_ROOT:https://${preview}.${domain}`];
  return [
    { file: "mocks", name: `${preview}-mocks`, flags: [...root, ...hosts] },
    ...(isShared ? services.map((service) => named("service", `${preview}-${service}`)) : []),
    { file: "edge", name: preview, flags: at(preview) },
  ];
}

function named(file: Part["file"], name: string): Part {
  return { file, name, flags: [] };
}

function argumentsOf({ name, flags }: Part): string[] {
  return ["--name", name, ...flags];
}

function build(preview: string, domain: string): void {
  const parts = partsOf(preview, domain);
  const first = new Map(parts.toReversed().map((part) => [part.file, part]));
  console.log("Builds, and deploys nothing:");
  for (const part of [...first.values()].reverse())
    console.log(`  ${part.file.padEnd(9)}${sizeOf(part, preview)}`);
  console.log("\nThese workers would be deployed, in this order:");
  for (const part of parts) console.log(`  ${[part.name, ...part.flags].join(" ")}`);
  console.log(`\nThe website would be https://${preview}.${domain}\n`);
  console.log(
    "To deploy: npx wrangler login, then this with --domain and without --dry-run. --help has examples.",
  );
}

function sizeOf(part: Part, preview: string): string {
  return inCopy(part, preview, (config, directory) => {
    const out = join(directory, "out");
    wranglerMust(["deploy", "--dry-run", "--outdir", out, "--config", config, ...argumentsOf(part)], true);
    const files = readdirSync(out).filter((file) => !/README\.md$|\.map$/.test(file));
    const contents = files.map((file) => readFileSync(join(out, file)));
    return `${kilobytes(contents)} kB, ${kilobytes(contents.map((each) => gzipSync(each)))} kB gzip`;
  });
}

function kilobytes(files: readonly Uint8Array[]): string {
  const bytes = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return (bytes / 1000).toFixed(1).padStart(7);
}

/** Whoever needs another goes before it. What is not there any more stops nobody. */
function remove(preview: string): void {
  for (const { name } of partsOf(preview, "any.workers.dev").reverse()) {
    const { status } = callWrangler(["delete", "--name", name, "--force"], false);
    if (status !== 0) console.error(`${name} was not deleted.`);
  }
}

/** A worker's configuration with the names of this preview, in a directory that is gone afterwards. */
function inCopy<T>({ file }: Part, preview: string, act: (config: string, directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "govuk-edge-preview-"));
  try {
    const config = join(directory, `${file}.toml`);
    const text = readFileSync(join(root, "preview", `${file}.toml`), "utf8");
    writeFileSync(config, text.replaceAll(nameInFiles, preview).replace('"../src/', `"${root}src/`));
    return act(config, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @throws {Error} when wrangler fails: the next worker needs this one */
function wranglerMust(given: readonly string[], isQuiet = false): void {
  const { status, stdout, stderr } = callWrangler(given, isQuiet);
  if (status === 0) return;
  throw new Error(isQuiet ? stdout + stderr : "error: wrangler failed; what comes after was not deployed.");
}

function callWrangler(given: readonly string[], isQuiet: boolean) {
  return spawnSync(process.execPath, [wrangler, ...given], {
    // Elsewhere than here, so that no other configuration is found.
    cwd: tmpdir(),
    env: isQuiet ? { ...process.env, ...silent } : process.env,
    stdio: isQuiet ? ["ignore", "pipe", "pipe"] : "inherit",
    encoding: "utf8",
  });
}

function nameOf(value: string): string {
  if (/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(value)) return value;
  throw new InvalidArgumentError("expected up to 40 small letters, digits and hyphens, such as pr-12");
}

function domainOf(value: string): string {
  if (/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(value)) return value;
  throw new InvalidArgumentError("expected a domain such as ada.workers.dev");
}
