/**
 * A preview in workerd: the edge and the mocks as two workers, and a third that is only a host name. Node only.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Log, LogLevel, Miniflare, type MiniflareOptions } from "miniflare";
import { bundledWorker } from "./worker-bundle.ts";
import { text } from "./worker-running.ts";

type Config = MiniflareOptions["workers"][number]["config"];

/** A preview that runs. */
export interface RunningPreview {
  /** Asks as a browser does, and follows no redirect. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  /** Ends all workers and starts them again: they have what was stored, and nothing of what was in memory. */
  restart(): Promise<void>;
  /** What the workers wrote to the console. */
  logged(): string;
  close(): Promise<void>;
}

/** Does what the platform does: finds the worker that a host name belongs to. */
const platform = `export default {
  fetch(request, { EDGE, MOCKS, SERVICE }) {
    const { hostname } = new URL(request.url);
    if (hostname === "demo.example.org") return EDGE.fetch(request);
    return (hostname === "demo-one-login.example.org" ? SERVICE : MOCKS).fetch(request);
  },
};`;

/**
 * Starts a preview whose website is https://demo.example.org.
 *
 * @param variables of the mocks
 */
export async function startPreview(variables: Readonly<Record<string, string>>): Promise<RunningPreview> {
  const lines: string[] = [];
  const directory = await mkdtemp(join(tmpdir(), "govuk-edge-preview-"));
  const settings: MiniflareOptions = {
    ...{ host: "127.0.0.1", port: 0, cf: false, telemetry: { enabled: false }, enableDevRegistry: false },
    ...{ logRequests: false, log: new Log(LogLevel.NONE), resourcePersistencePath: directory },
    handleStructuredLogs: ({ level, message }) => lines.push(`${level}: ${message}`),
    workers: await workersOf(variables),
  };
  let miniflare = new Miniflare(settings);
  await miniflare.ready;
  return {
    async ask(url, init = {}) {
      const { method = "GET", headers, body } = init;
      const sent = { method, headers: Object.fromEntries(new Headers(headers)), redirect: "manual" } as const;
      const response = await miniflare.dispatchFetch(url, body ? { ...sent, body: String(body) } : sent);
      const fields: [string, string][] = [...response.headers];
      const content = new Uint8Array(await response.arrayBuffer());
      return new Response(content.length > 0 ? content : null, { status: response.status, headers: fields });
    },
    async restart() {
      await miniflare.dispose();
      miniflare = new Miniflare(settings);
      await miniflare.ready;
    },
    logged: () => lines.join("\n"),
    async close() {
      await miniflare.dispose();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function workersOf(variables: Readonly<Record<string, string>>): Promise<MiniflareOptions["workers"]> {
  const [edge, mocks, service] = await Promise.all([bundled("edge"), bundled("mocks"), bundled("service")]);
  const worker = (name: string) => ({ type: "worker", worker: name }) as const;
  const given = Object.entries(variables).map(([name, value]) => [name, text(value)] as const);
  const store = { type: "durable-object", worker: "mocks", exportName: "Preview" } as const;
  const named = (config: Omit<Config, "compatibilityDate">) => ({
    config: { compatibilityDate: "2026-10-01", ...config },
    dev: {},
  });
  const manifest = { mainModule: "platform.js", modules: { "platform.js": module("esm", platform) } };
  const env = { EDGE: worker("edge"), MOCKS: worker("mocks"), SERVICE: worker("service") };
  return [
    named({ name: "platform", manifest, env }),
    named({ name: "edge", manifest: edge, env: { ORIGIN: worker("mocks"), GUARD: text("enforce") } }),
    named({ name: "service", manifest: service, env: { MOCKS: worker("mocks") } }),
    named({
      ...{ name: "mocks", manifest: mocks, compatibilityFlags: ["nodejs_als"] },
      env: { ...Object.fromEntries(given), MOCKS: store },
      exports: { Preview: { type: "durable-object", storage: "sqlite" } },
    }),
  ];
}

async function bundled(name: string) {
  const { code, others } = await bundledWorker(`preview/${name}.toml`);
  const beside = [...others].map(([file, bytes]) => [`./${file}`, moduleOf(file, bytes)] as const);
  return {
    mainModule: "worker.js",
    modules: { "worker.js": module("esm", code), ...Object.fromEntries(beside) },
  };
}

function moduleOf(file: string, bytes: Uint8Array<ArrayBuffer>) {
  return file.endsWith(".css") ? module("text", new TextDecoder().decode(bytes)) : module("data", bytes);
}

function module<Type extends string, Contents>(type: Type, contents: Contents) {
  return { type, contents };
}
