/**
 * Who is compared: the limit, ourselves, and other caches where they are installed.
 *
 * @module
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, isInstalled, type RunningProcess, startProgram, startServer } from "./processes.ts";
import type { PageWorkload, Workload } from "./workloads.ts";

/** Where a server runs, and who stands behind it. */
export interface Place {
  readonly originPort: number;
  readonly core: number | null;
}

/** A server that answers a workload. */
export interface Peer<Asked extends Workload> {
  readonly name: string;
  /** The program it needs, and how to get it; null when it comes with this package. */
  readonly needs: { readonly program: string; readonly how: string } | null;
  /** Why it cannot take a workload; null when it can. */
  refuses(workload: Asked): string | null;
  start(workload: Asked, place: Place): Promise<RunningProcess>;
}

const serverFile = (name: string) => fileURLToPath(new URL(`servers/${name}`, import.meta.url));

/** The name of the one that ratios are taken to. */
export const limit = "node:http";

const bare: Peer<PageWorkload> = {
  name: limit,
  needs: null,
  refuses: () => null,
  start: ({ bodyBytes }, { core }) => startServer(serverFile("bare.ts"), [bodyBytes], core),
};

/** The edge itself. */
const edge: Peer<PageWorkload> = {
  name: "govuk-edge",
  needs: null,
  refuses: () => null,
  start: (_workload, { originPort, core }) => startServer(serverFile("edge.ts"), [originPort], core),
};

const varnish: Peer<PageWorkload> = {
  name: "Varnish",
  needs: { program: "varnishd", how: "apt-get install varnish" },
  // It compares with each variant in turn, so filling takes the square of their number.
  refuses: ({ sessions }) => (sessions > 10_000 ? "filling it would take Varnish minutes" : null),
  start: (_workload, place) => startVarnish(place),
};

const nginx: Peer<PageWorkload> = {
  name: "nginx",
  needs: { program: "nginx", how: "apt-get install nginx-light" },
  // A file for each: that many would be a measure of the file system.
  refuses: ({ sessions }) => (sessions > 10_000 ? "nginx would keep a file for each" : null),
  start: ({ vary }, place) => startNginx(vary, place),
};

/** Who gives pages, the limit first. */
export const pagePeers: readonly Peer<PageWorkload>[] = [bare, edge, varnish, nginx];

/** What keeps a peer out altogether, as a sentence; null when nothing does. */
export function missing({ name, needs }: Pick<Peer<never>, "name" | "needs">): string | null {
  if (needs === null || isInstalled(needs.program)) return null;
  return `${name} is left out: ${needs.program} is not installed (Debian: ${needs.how}).`;
}

async function startVarnish({ originPort, core }: Place): Promise<RunningProcess> {
  const folder = await mkdtemp(join(tmpdir(), "govuk-edge-bench-"));
  const template = await readFile(serverFile("varnish.vcl"), "utf8");
  const vcl = join(folder, "edge.vcl");
  await writeFile(vcl, template.replace("@ORIGIN_PORT@", String(originPort)));
  const port = await freePort();
  // Its own defaults, but for room enough that no variant is pushed out.
  const storage = ["-s", "malloc,2G"];
  const listens = ["-a", `127.0.0.1:${port}`, "-T", "none", "-n", folder];
  const server = await startProgram(
    ["varnishd", "-F", "-j", "none", ...listens, ...storage, "-f", vcl],
    port,
    core,
    (at) => fetch(`http://127.0.0.1:${at}/requests`),
  );
  return withFolder(server, folder);
}

/** @param vary the account header that the page varies on */
async function startNginx(vary: string, { originPort, core }: Place): Promise<RunningProcess> {
  const folder = await mkdtemp(join(tmpdir(), "govuk-edge-bench-"));
  const port = await freePort();
  const template = await readFile(serverFile("nginx.conf"), "utf8");
  const settings = template
    .replaceAll("@FOLDER@", folder)
    .replace("@ORIGIN_PORT@", String(originPort))
    .replace("@PORT@", String(port))
    .replace("@KEY@", vary.endsWith("-Exists") ? "$account_exists" : "$account_session");
  const file = join(folder, "nginx.conf");
  await writeFile(file, settings);
  const command = ["nginx", "-c", file, "-e", join(folder, "error.log")] as const;
  const server = await startProgram(command, port, core, (at) => fetch(`http://127.0.0.1:${at}/requests`));
  return withFolder(server, folder);
}

/** A server whose folder goes with it. */
function withFolder(server: RunningProcess, folder: string): RunningProcess {
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
