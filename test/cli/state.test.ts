import { copyFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
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

test.concurrent("whoever is signed in stays so when dev is killed and started again", async () => {
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

test.concurrent("a file that is damaged, in use, of another world or another program is refused", async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await run(["dev", "--port", "0", "--quiet", ...args], { folder: folder.path });
    return [code, stderr];
  };
  expect(await refused("--state", "damaged.db")).toEqual([
    2,
    expect.stringContaining("damaged.db is damaged, or is none. Delete it to begin anew"),
  ]);
  const other = new DatabaseSync(join(folder.path, "other.db"));
  other.exec("CREATE TABLE customers (name TEXT)");
  other.close();
  expect(await refused("--state", "other.db")).toEqual([
    2,
    expect.stringContaining("is a database of another program, and was left as it is"),
  ]);
  const dev = await startDev("--port", "0", "--state", "used.db");
  expect(await refused("--state", "used.db")).toEqual([
    1,
    expect.stringContaining("used.db is in use by another process"),
  ]);
  expect((await dev.stop()).code).toBe(0);
  const { default: world } = await import("../../src/origin-mocks/world.json", { with: { type: "json" } });
  const changed = { ...world, people: world.people.slice(0, 1) };
  await writeFile(join(folder.path, "changed.json"), JSON.stringify(changed));
  expect(await refused("--state", "used.db", "--world", "changed.json")).toEqual([
    2,
    expect.stringMatching(/used\.db cannot be put back\.[\s\S]*another world[\s\S]*Delete it to begin anew/),
  ]);
  const newer = new DatabaseSync(join(folder.path, "used.db"));
  newer.exec("PRAGMA user_version = 7");
  newer.close();
  expect(await refused("--state", "used.db")).toEqual([
    2,
    expect.stringContaining("written by another version of this program (7, not 1)"),
  ]);
});
