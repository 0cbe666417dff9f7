import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, test } from "vitest";
import { selfSignedCertificate } from "../../src/cli/certificate.ts";
import { folderWith, startOrigin, startServe } from "./support.ts";

/** An app whose pages tell how often it was asked. */
async function startCounting() {
  let asked = 0;
  return startOrigin((_request, response) => {
    asked += 1;
    response.setHeader("Cache-Control", "max-age=600").end(`answer ${asked}`);
  });
}

const bodyOf = async (url: string) => (await fetch(url)).text();

/** A running edge whose settings are in a file, and a way to write others. */
async function startWithFile(settings: Readonly<Record<string, unknown>>) {
  const origin = await startCounting();
  const name = "govuk-edge.config.json";
  const folder = await folderWith({ [name]: JSON.stringify({ origin: origin.url, ...settings }) });
  const serve = await startServe([], { folder: folder.path });
  return {
    serve,
    async reloadWith(other: string | Readonly<Record<string, unknown>>, printed: RegExp) {
      const text = typeof other === "string" ? other : JSON.stringify({ origin: origin.url, ...other });
      await writeFile(join(folder.path, name), text);
      serve.child.kill("SIGHUP");
      return (await serve.printed(printed))[0];
    },
    async end() {
      const ended = await serve.stop();
      await Promise.all([folder.remove(), origin.close()]);
      return ended;
    },
  };
}

test.concurrent("SIGHUP reads the file again, and what is stored stays where it can", async () => {
  const { serve, reloadWith, end } = await startWithFile({ purgeToken: undefined });
  expect(await bodyOf(serve.url)).toBe("answer 1");
  await reloadWith({ purge: { token: "a-new-token" } }, /read again\. What is stored was kept/);
  expect(await bodyOf(serve.url)).toBe("answer 1");
  const purged = await fetch(new URL("/__edge/purge", serve.url), {
    method: "POST",
    headers: { authorization: "Bearer a-new-token", "content-type": "application/json" },
    body: '{"everything":true}',
  });
  expect(purged.status).toBe(200);
  expect(await bodyOf(serve.url)).toBe("answer 2");
  await reloadWith({ defaultTtl: 7 }, /The cache begins empty/);
  expect(await bodyOf(serve.url)).toBe("answer 3");
  expect(await end()).toMatchObject({ code: 0, stderr: "" });
});

test.concurrent("what cannot be read is said, and the old settings stay in force", async () => {
  const { serve, reloadWith, end } = await startWithFile({});
  expect(await bodyOf(serve.url)).toBe("answer 1");
  await reloadWith({ guard: "perhaps" }, /ERROR: The settings were not reloaded.*guard is "perhaps"/);
  await reloadWith("{", /ERROR: The settings were not reloaded.*govuk-edge\.config\.json/);
  expect(await bodyOf(serve.url)).toBe("answer 1");
  expect(await end()).toMatchObject({ code: 0 });
});

test.concurrent("what only a restart can change is named", async () => {
  const { reloadWith, end } = await startWithFile({});
  const said = await reloadWith({ limits: { targetLength: 100 }, json: true }, /only after a restart: .*\n/);
  expect(said).toBe("only after a restart: limits, json.\n");
  await end();
});

test.concurrent("a renewed certificate is read at SIGHUP", async () => {
  const origin = await startCounting();
  const [one, other] = [await selfSignedCertificate(), await selfSignedCertificate()];
  const folder = await folderWith({ "cert.pem": one.cert, "key.pem": one.key });
  const flags = ["--origin", origin.url, "--cert", "cert.pem", "--key", "key.pem"];
  const serve = await startServe(flags, { folder: folder.path });
  const shown = async () => {
    const { port, hostname } = new URL(serve.url);
    const socket = connect({ port: Number(port), host: hostname, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { raw } = socket.getPeerCertificate();
    socket.destroy();
    return raw.toString("base64");
  };
  const first = await shown();
  await writeFile(join(folder.path, "cert.pem"), other.cert);
  await writeFile(join(folder.path, "key.pem"), other.key);
  serve.child.kill("SIGHUP");
  await serve.printed(/read again/);
  expect(await shown()).not.toBe(first);
  expect(other.cert.replaceAll("\n", "")).toContain(await shown());
  await serve.stop();
  await Promise.all([folder.remove(), origin.close()]);
});
