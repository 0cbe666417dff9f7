/**
 * A real Varnish with production's rules: whether it can run here, starting it, ending it. Node only.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../bench/processes.ts";

/** A Varnish that listens. */
export interface RunningVarnish {
  readonly port: number;
  close(): Promise<void>;
}

const program = "varnishd";
const rules = fileURLToPath(new URL("../../vcl-fixtures/varnish/www.vcl", import.meta.url));

/** How to get what is missing. */
export const howToInstall = "On Debian and Ubuntu: apt-get install varnish varnish-modules";

/** What is missing for a Varnish with these rules, in a sentence; null when it can be started. */
export async function whatVarnishLacks(): Promise<string | null> {
  return inOwnFolder(async (folder) => {
    const vcl = join(folder, "probe.vcl");
    await writeFile(vcl, "vcl 4.1;\nimport header;\nbackend nobody none;\n");
    const { code, said } = await ending(
      launch(["-C", "-j", "none", "-n", join(folder, "n"), "-f", vcl], folder),
    );
    if (code === 0) return null;
    if (code === null) return `${program} is not on the PATH.`;
    if (said.includes("VMOD header")) return `${program} is here, but varnish-modules is not.`;
    return `${program} cannot compile rules: ${said.trim()}`;
  });
}

/**
 * Starts Varnish on a free port of loopback, before the app on another. Room is given for sessions that
 * are longer than what is accepted, so that it is the rules that decide.
 *
 * @throws {Error} with what Varnish said, when it ends before it listens
 */
export async function startVarnish(originPort: number): Promise<RunningVarnish> {
  const folder = await newFolder();
  const vcl = join(folder, "www.vcl");
  await writeFile(vcl, (await readFile(rules, "utf8")).replace("@ORIGIN_PORT@", String(originPort)));
  const port = await freePort();
  const sizes = [
    "http_req_hdr_len=64k",
    "http_req_size=128k",
    "http_resp_hdr_len=64k",
    "http_resp_size=128k",
  ];
  const parameters = [...sizes, "workspace_client=512k", "workspace_backend=512k", "vsl_space=4m"];
  const child = launch(
    ["-F", "-j", "none", "-T", "none", "-a", `127.0.0.1:${port}`, "-n", join(folder, "n"), "-f", vcl]
      .concat(["-s", "malloc,128m"])
      .concat(parameters.flatMap((parameter) => ["-p", parameter])),
    folder,
  );
  const ended = ending(child);
  async function close() {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
  const early = await Promise.race([ended, listening(port)]);
  if (early === null) return { port, close };
  await close();
  throw new Error(`Varnish did not start: ${early.said.trim()}`);
}

async function inOwnFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await newFolder();
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "govuk-edge-varnish-"));
}

/** Those that have not ended, and their folders: none may outlive this process. */
const children = new Map<ChildProcess, string>();
process.on("exit", () => {
  for (const [child, folder] of children) {
    child.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
});

function launch(argv: readonly string[], folder: string): ChildProcess {
  const child = spawn(program, argv, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  children.set(child, folder);
  return child;
}

/** How a process ended; the code is null when it never began. */
async function ending(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    // The rules compiled to C are long; what is wrong stands at the end.
    said = (said + chunk.toString()).slice(-4000);
  });
  try {
    const [code] = await once(child, "close");
    return { code: typeof code === "number" ? code : 1, said };
  } catch {
    return { code: null, said: `${program} is not on the PATH.` };
  } finally {
    children.delete(child);
  }
}

async function listening(port: number): Promise<null> {
  for (let tries = 0; tries < 1500; tries += 1) {
    if (await accepts(port)) return null;
    await wait(20);
  }
  throw new Error("Varnish does not listen.");
}

function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: "127.0.0.1", port });
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
