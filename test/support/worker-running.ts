/**
 * The bundled worker in workerd, on a free port of this machine. Node only.
 *
 * @module
 */
import { Log, LogLevel, Miniflare, type MiniflareOptions } from "miniflare";
import { bundledWorker } from "./worker-bundle.ts";

type WorkerOptions = MiniflareOptions["workers"][number];
/** Bindings as Miniflare writes them. */
export type Bindings = NonNullable<WorkerOptions["config"]["env"]>;
/** A worker's modules by their names. */
export type Modules = Record<string, { readonly type: "esm" | "text"; readonly contents: string }>;

/** A worker that runs. */
export interface RunningWorker {
  readonly port: number;
  /** What it wrote to the console since it started. */
  readonly logged: () => string;
  close(): Promise<void>;
}

/** A worker behind another. */
export interface Service {
  readonly modules: Modules;
  readonly bindings: Bindings;
  /** Classes of Durable Objects among its exports. */
  readonly objects?: readonly string[];
}

/** What else a worker may need. */
export interface RunningOptions {
  /** Speak TLS, with a certificate that nobody knows. */
  readonly secure?: boolean;
  /**
   * Be asked without the worker that Miniflare puts before ours, which compresses text and takes
   * Content-Length away. Over plain http alone.
   */
  readonly direct?: boolean;
  /** Other workers that can be bound, by their names: their code, or all that they are made of. */
  readonly services?: Readonly<Record<string, string | Service>>;
}

/**
 * Starts the worker with these bindings.
 *
 * @example const worker = await startWorker({ ORIGIN_URL: text("http://127.0.0.1:3000") });
 */
export async function startWorker(bindings: Bindings, options: RunningOptions = {}): Promise<RunningWorker> {
  const { code } = await bundledWorker();
  return startModules({ "worker.js": { type: "esm", contents: code } }, bindings, options);
}

/** Starts any worker; the first module is the one that answers. */
export async function startModules(
  modules: Modules,
  bindings: Bindings,
  { secure = false, direct = false, services = {} }: RunningOptions = {},
): Promise<RunningWorker> {
  const lines: string[] = [];
  const others = Object.entries(services).map(([name, service]) =>
    typeof service === "string"
      ? workerOf(name, { "service.js": { type: "esm", contents: service } }, {})
      : workerOf(name, service.modules, service.bindings, service.objects),
  );
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    https: secure,
    cf: false,
    telemetry: { enabled: false },
    enableDevRegistry: false,
    logRequests: false,
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: ({ level, message }) => lines.push(`${level}: ${message}`),
    workers: [{ ...workerOf("edge", modules, bindings), ...(direct && directly) }, ...others],
  });
  const front = await miniflare.ready;
  async function close(): Promise<void> {
    await miniflare.dispose();
    globalThis.runLog?.printed("the worker", lines.join("\n"));
  }
  const { port } = direct ? await miniflare.unsafeGetDirectURL("edge") : front;
  return { port: Number(port), logged: () => lines.join("\n"), close };
}

/** A socket of a worker's own, on a free port. */
const directly: Pick<WorkerOptions, "dev"> = { dev: { unsafeDirectSockets: [{ host: "127.0.0.1" }] } };

function workerOf(
  name: string,
  modules: Modules,
  env: Bindings,
  objects: readonly string[] = [],
): WorkerOptions {
  const [mainModule = ""] = Object.keys(modules);
  const exports = Object.fromEntries(objects.map((className) => [className, durableObject]));
  return {
    config: { name, compatibilityDate: "2026-10-01", manifest: { mainModule, modules }, env, exports },
    dev: {},
  };
}

const durableObject = { type: "durable-object", storage: "sqlite" } as const;

/** A variable's binding. */
export function text(value: string) {
  return { type: "text", value } as const;
}
