/**
 * The worker as `wrangler deploy` would upload it. Node only.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A bundle, and what wrangler said while making it. */
export interface WorkerBundle {
  readonly code: string;
  /** The modules beside it, such as files that it serves, by their names. */
  readonly others: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly said: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const wrangler = join(
  dirname(fileURLToPath(import.meta.resolve("wrangler/package.json"))),
  "bin/wrangler.js",
);

/** Without these wrangler asks its makers for updates and tells them of its use. */
const offline = {
  CI: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
};

const bundles = new Map<string, Promise<WorkerBundle>>();

/**
 * Bundles the worker of a configuration; once, however many tests want it.
 *
 * @param config a file, from the root of the project
 */
export function bundledWorker(config = "wrangler.toml"): Promise<WorkerBundle> {
  const bundle = bundles.get(config) ?? makeBundle(config);
  bundles.set(config, bundle);
  return bundle;
}

async function makeBundle(config: string): Promise<WorkerBundle> {
  const directory = await mkdtemp(join(tmpdir(), "govuk-edge-worker-"));
  const env = { ...process.env, ...offline, WRANGLER_LOG_PATH: directory, XDG_CONFIG_HOME: directory };
  const out = join(directory, "out");
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [wrangler, "deploy", "--dry-run", "--outdir", out, "--config", config],
      { cwd: root, env },
    );
    const files = (await readdir(out)).filter((file) => !/\.(?:md|map)$/.test(file));
    const main = files.find((file) => file.endsWith(".js")) ?? "";
    const read = async (file: string) => [file, new Uint8Array(await readFile(join(out, file)))] as const;
    const others = new Map(await Promise.all(files.filter((file) => file !== main).map(read)));
    return { code: await readFile(join(out, main), "utf8"), others, said: stdout + stderr };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
