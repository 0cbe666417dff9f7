import { once } from "node:events";
import { createServer } from "node:net";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { folderWith, run, startNode, startOrigin, startServe, useOrigin } from "./support.ts";

const origin = useOrigin();

test.concurrent("a taken port is named, with how to choose another", async () => {
  const { code, stdout, stderr } = await run([
    "serve",
    "--origin",
    origin.url,
    "--port",
    String(origin.port),
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    `error: Port ${origin.port} is taken. Choose another, such as --port ${origin.port + 1}.\n`,
  );
});

test.concurrent("an address of another machine is refused with how to choose another", async () => {
  const { code, stderr } = await run([
    "serve",
    "--origin",
    origin.url,
    "--port",
    "0",
    "--hostname",
    "192.0.2.1",
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/"192\.0\.2\.1" is no address of this machine.*--hostname/);
});

test.concurrent.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends it with exit code 0 and frees the port",
  async (signal) => {
    const serve = await startServe(["--origin", origin.url]);
    const { code, stdout, stderr } = await serve.stop(signal);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/Stopped\.\n$/);
    const server = createServer().listen(Number(new URL(serve.url).port), "127.0.0.1");
    await once(server, "listening");
    server.close();
  },
);

test.concurrent("a request that breaks off because it ends alarms nobody", async () => {
  let arrived = () => {};
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const silent = await startOrigin(() => arrived());
  const serve = await startServe(["--origin", silent.url, "--grace", "0.1"]);
  const broken = fetch(serve.url).then(
    () => "answered",
    () => "broken off",
  );
  await waiting;
  const { code, stdout, stderr } = await serve.stop();
  expect({ code, stderr, broken: await broken }).toEqual({ code: 0, stderr: "", broken: "broken off" });
  expect(stdout).not.toMatch(/WARNING|ERROR/);
  await silent.close();
});

test.concurrent("an answer under way comes to its end before it stops", async () => {
  const arrived = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow = await startOrigin(async (_request, response) => {
    arrived.resolve();
    await goOn.promise;
    response.end("whole");
  });
  const serve = await startServe(["--origin", slow.url]);
  const answer = fetch(serve.url).then((response) => response.text());
  await arrived.promise;
  const ended = serve.stop("SIGTERM");
  goOn.resolve();
  expect(await answer).toBe("whole");
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
  await slow.close();
});

test.concurrent("it ends at once while backends are probed, also one that says nothing", async () => {
  let arrived = () => {};
  const probed = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const silent = await startOrigin(() => arrived());
  const probe = { path: "/healthcheck", timeout: 600_000 };
  const file = { profile: "www", www: { forceTls: false, backends: { origin: { probe } } } };
  const folder = await folderWith({ "govuk-edge.config.json": JSON.stringify(file) });
  const serve = await startServe(["--origin", silent.url], { folder: folder.path });
  await probed;
  const { code, stdout, stderr } = await serve.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/Stopped\.\n$/);
  await Promise.all([silent.close(), folder.remove()]);
});

test.concurrent("whoever stops reading its output ends it quietly", async () => {
  const serve = await startServe(["--origin", origin.url]);
  serve.child.stdout?.destroy();
  await fetch(serve.url).catch(() => undefined);
  expect(await serve.ended).toMatchObject({ code: 0, stderr: "" });
});

/** A process that takes the first signal and does not come to an end by itself. */
async function slowToEnd(clock: string) {
  const shutdown = pathToFileURL(new URL("../../src/cli/shutdown.ts", import.meta.url).pathname).href;
  const script = `import { stopSignal } from "${shutdown}";
    let time = 0;
    setInterval(() => {}, 1000);
    process.on("SIGINT", () => console.log("signal"));
    process.on("SIGUSR2", () => process.exit(7));
    const stopped = stopSignal(${clock});
    console.log("ready");
    await stopped;
    console.log("closing");`;
  const running = startNode(["--input-type=module", "--eval", script]);
  await running.printed(/ready/);
  running.child.kill("SIGINT");
  await running.printed(/closing/);
  return running;
}

test.concurrent("a second signal ends it at once", async () => {
  const running = await slowToEnd("() => (time += 1000)");
  expect(await running.stop("SIGINT")).toMatchObject({ code: 130 });
});

test.concurrent("one Ctrl-C that comes twice, as under npm run, is one", async () => {
  const running = await slowToEnd("() => 0");
  running.child.kill("SIGINT");
  await running.printed(/signal[\s\S]*signal/);
  expect(await running.stop("SIGUSR2")).toMatchObject({ code: 7 });
});
