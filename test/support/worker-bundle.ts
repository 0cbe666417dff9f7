/**
 * The worker as `wrangler deploy` would upload it. Node only.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A bundle, and what wrangler said while making it. */
export interface WorkerBundle {
  readonly code: string;
  readonly said: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");

/** Without these wrangler asks its makers for updates and tells them of its use. */
const offline = {
  CI: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
};

let bundle: Promise<WorkerBundle> | undefined;

/** Bundles the worker that wrangler.toml names; once, however many tests want it. */
export function bundledWorker(): Promise<WorkerBundle> {
  bundle ??= makeBundle();
  return bundle;
}

async function makeBundle(): Promise<WorkerBundle> {
  const directory = await mkdtemp(join(tmpdir(), "govuk-edge-worker-"));
  const env = { ...process.env, ...offline, WRANGLER_LOG_PATH: directory, XDG_CONFIG_HOME: directory };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [wrangler, "deploy", "--dry-run", "--outdir", join(directory, "out")],
      { cwd: root, env },
    );
    const code = await readFile(join(directory, "out", "worker.js"), "utf8");
    return { code, said: stdout + stderr };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
