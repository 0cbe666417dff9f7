/**
 * The caches that are programs of the system's: Varnish and nginx.
 *
 * @module
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nginxName, type Peer, type Place, serverFile, varnishName } from "./peers.ts";
import { freePort, type RunningProcess, startProgram } from "./processes.ts";
import type { PageWorkload } from "./workloads.ts";

/** Why another than the edge has no part in the most URLs. */
export const mostUrls = "a million URLs are asked of the edge alone";

/** Stock Varnish with the account's rules. */
export const varnish: Peer<PageWorkload> = {
  name: varnishName,
  needs: { program: "varnishd", how: "apt-get install varnish" },
  refuses({ sessions, urls }) {
    if (urls > 10_000) return mostUrls;
    // It compares with each variant in turn, so filling takes the square of their number.
    return sessions > 10_000 ? "filling it would take Varnish minutes" : null;
  },
  start: (_workload, place) => startVarnish(place),
};

/** nginx with proxy_cache and the account's rules. */
export const nginx: Peer<PageWorkload> = {
  name: nginxName,
  needs: { program: "nginx", how: "apt-get install nginx-light" },
  refuses({ sessions, urls }) {
    if (urls > 10_000) return mostUrls;
    // A file for each: that many would be a measure of the file system.
    return sessions > 10_000 ? "nginx would keep a file for each" : null;
  },
  start: startNginx,
};

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

/** What nginx calls the values of the account headers. */
const nginxVariables = new Map([
  ["GOVUK-Account-Session", "$account_session"],
  ["GOVUK-Account-Session-Exists", "$account_exists"],
  ["GOVUK-Account-Session-Flash", "$account_flash"],
]);

async function startNginx(
  { vary, hits }: PageWorkload,
  { originPort, core }: Place,
): Promise<RunningProcess> {
  const folder = await mkdtemp(join(tmpdir(), "govuk-edge-bench-"));
  const port = await freePort();
  const template = await readFile(serverFile("nginx.conf"), "utf8");
  const settings = template
    .replaceAll("@FOLDER@", folder)
    .replace("@ORIGIN_PORT@", String(originPort))
    .replace("@PORT@", String(port))
    // Who waits for a page that comes not to be stored looks again twice a second: an operator sets it off there.
    .replace("@LOCK@", hits === 0 ? "off" : "on")
    .replace("@KEY@", vary.map((name) => nginxVariables.get(name)).join(" "));
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
