import { copyFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStateFile } from "../../src/cli/state-file.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";
import { createBrowser, signIn } from "../origin-mocks/stack/support.ts";
import { endLeftovers, folderWith, run, start } from "./support.ts";

let folder: Awaited<ReturnType<typeof folderWith>>;
beforeAll(async () => {
  folder = await folderWith({ "damaged.db": "this is no database, and never was one" });
});
afterAll(async () => {
  endLeftovers();
  await folder.remove();
});

async function startDev(...args: string[]) {
  const dev = start(["dev", "--quiet", ...args], { folder: folder.path });
  const [, url = ""] = await dev.printed(/The site is at (http:\S+)\n/);
  return { ...dev, url };
}

/** What account-api's users are in a file that a running process holds. */
async function usersIn(name: string): Promise<number> {
  const copy = join(folder.path, `copy of ${name}`);
  await copyFile(join(folder.path, name), copy);
  const database = new DatabaseSync(copy);
  try {
    const row = database.prepare("SELECT value FROM state WHERE name = 'services'").get();
    const { "account-api": accountApi } = JSON.parse(String(row?.value));
    return accountApi.users.rows.length;
  } catch {
    // Copied in the middle of a write, or before the first one.
    return 0;
  } finally {
    database.close();
  }
}

test("whoever is signed in stays so when dev is killed and started again", { timeout: 60_000 }, async () => {
  // Eight ports in a row, below those that systems hand out.
  const port = String(20_000 + (process.pid % 1000) * 8);
  const first = await startDev("--port", port, "--state", "killed.db");
  const browser = createBrowser();
  await signIn({ url: first.url, root: first.url }, "amina", browser);
  const greeting = async () => (await browser.ask(`${first.url}/demo/session`)).text();
  expect(await greeting()).toContain("amina@example.com");
  await expect.poll(() => usersIn("killed.db"), { timeout: 10_000 }).toBe(1);
  await first.stop("SIGKILL");
  // Others may read what stands on this machine, so the file is for this user alone.
  expect((await stat(join(folder.path, "killed.db"))).mode & 0o777).toBe(0o600);

  const second = await startDev("--port", port, "--state", "killed.db");
  expect(await greeting()).toContain("amina@example.com");
  // One Login knows the browser as well, and the keys of before still hold.
  const again = await signIn({ url: second.url, root: second.url }, "bryn", browser);
  expect(again.status).toBe(302);
  expect(await greeting()).toContain("amina@example.com");
  expect((await second.stop()).code).toBe(0);
});

test("a file that is damaged, in use, of another program or another version is refused", async () => {
  const at = (name: string) => join(folder.path, name);
  const opening = (name: string) => openStateFile(at(name));
  await expect(opening("damaged.db")).rejects.toThrow(/is damaged, or is none\. Delete it to begin anew/);
  const other = new DatabaseSync(at("other.db"));
  other.exec("CREATE TABLE customers (name TEXT)");
  other.close();
  await expect(opening("other.db")).rejects.toThrow(
    "is a database of another program, and was left as it is",
  );
  const file = await opening("used.db");
  await expect(opening("used.db")).rejects.toThrow("is in use by another process");
  file.close();
  const newer = new DatabaseSync(at("used.db"));
  newer.exec("PRAGMA user_version = 7");
  newer.close();
  await expect(opening("used.db")).rejects.toThrow("written by another version of this program (7, not 1)");
});

test("what is written is whole: a write that fails leaves what was there", async () => {
  const file = await openStateFile(join(folder.path, "whole.db"));
  expect(file.read()).toBeUndefined();
  file.write({ one: { a: 1 }, two: [2] });
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(() => file.write({ one: { a: 3 }, two: circle })).toThrow(TypeError);
  expect(file.read()).toEqual({ one: { a: 1 }, two: [2] });
  file.write({ three: 3 });
  expect(file.read()).toEqual({ three: 3 });
  file.close();
});

test("a state of another world is refused at the start, with what to do", { timeout: 60_000 }, async () => {
  const first = await startDev("--port", "0", "--state", "world.db");
  await first.stop();
  const { people } = loadWorld();
  const changed = JSON.stringify({ ...loadWorld(), people: people.slice(0, 1) });
  await writeFile(join(folder.path, "changed.json"), changed);
  const args = ["dev", "--port", "0", "--state", "world.db", "--world", "changed.json"];
  const { code, stderr } = await run(args, { folder: folder.path });
  expect(code).toBe(2);
  expect(stderr).toMatch(/world\.db cannot be put back\.[\s\S]*another world[\s\S]*Delete it to begin anew/);
});
