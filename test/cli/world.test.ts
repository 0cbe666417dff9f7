import { readFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import written from "../../docs/world.schema.json" with { type: "json" };
import { checkWorld } from "../../src/cli/world-file.ts";
import { wholeWorld } from "../../src/origin-mocks/world.ts";
import { worldJsonSchema } from "../support/world-json-schema.ts";
import { endLeftovers, folderWith, run, start } from "./support.ts";

afterAll(endLeftovers);

test("editors check world files by a schema that is up to date: node scripts/world-schema.ts", () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(worldJsonSchema())));
});

test("every part of a world says in the schema what it is", () => {
  for (const [name, property] of Object.entries(written.properties)) {
    expect([name, property.description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
  }
});

/** A world as it stands in a file, free to be made wrong. */
function file() {
  const whole = structuredClone(wholeWorld());
  const { signon, apiUsers, subscribers } = whole;
  const [user] = apiUsers;
  const [token] = user?.tokens ?? [];
  const [subscriber] = subscribers;
  if (!signon || !user || !token || !subscriber?.subscriptions[0]) throw new Error("The world is not whole.");
  return { ...whole, signon, user, token, subscription: subscriber.subscriptions[0] };
}

async function problems(change: (world: ReturnType<typeof file>) => void): Promise<readonly string[]> {
  const changed = file();
  change(changed);
  const { user: _user, token: _token, subscription: _subscription, ...world } = changed;
  return (await checkWorld(JSON.parse(JSON.stringify(world)), "world.json")).problems;
}

test("the small world of docs/world.md is right", async () => {
  const text = await readFile(new URL("../../docs/world.md", import.meta.url), "utf8");
  const example = /```json\n(\{[^`]*"people"[^`]*)```/.exec(text)?.[1] ?? "";
  expect((await checkWorld(JSON.parse(example), "world.json")).problems).toEqual([]);
});

test("the default world is right, and may name its schema", async () => {
  expect(await problems(() => {})).toEqual([]);
  const { world } = await checkWorld({ $schema: "./docs/world.schema.json", ...wholeWorld() }, "world.json");
  expect(world?.people).toEqual(wholeWorld().people);
});

test.each<[string, (world: ReturnType<typeof file>) => void, string]>([
  [
    "a token for an application that is not there",
    ({ token }) => {
      token.application = "publisher";
    },
    'apiUsers[0].tokens[0].application: there is no application "publisher". Add it to applications, or name one of "account-api"',
  ],
  [
    "a subscription to no list",
    ({ subscription }) => {
      subscription.list = "Nothing";
    },
    'subscribers[0].subscriptions[0].list: there is no list "Nothing". Add it to subscriberLists',
  ],
  [
    "an address that two people have",
    ({ people }) => {
      people.push({ id: "new", name: "N", email: "AMINA@example.com", emailVerified: true, phone: null });
    },
    'people[4].email: another person has "amina@example.com" already. Give each its own, or remove one.',
  ],
  [
    "a path that two pages have",
    ({ pages }) => {
      pages.push(...pages.slice(0, 1));
    },
    'pages[10].path: another page has "/demo/nothing" already.',
  ],
  [
    "a token that stands twice, which is not shown",
    ({ user, token }) => {
      user.tokens.push({ ...token });
    },
    "apiUsers[0].tokens[1].token: another token has this one already.",
  ],
  [
    "an organisation that is not there",
    ({ signon }) => {
      for (const user of signon.users.slice(0, 1)) user.organisation = "nowhere";
    },
    'signon.users[0].organisation: there is no organisation "nowhere". Add it to signon.organisations',
  ],
  [
    "a permission at no application",
    ({ signon }) => {
      for (const user of signon.users.slice(0, 1)) user.permissions = { Nothing: ["signin"] };
    },
    'signon.users[0].permissions.Nothing: there is no application "Nothing".',
  ],
])("%s is named with its place and what to do", async (_what, change, expected) => {
  expect(await problems(change)).toEqual([expect.stringContaining(expected)]);
});

test("a field that is wrong is named, and a client is checked as One Login does", async () => {
  const client = { ClientID: "me", ClientName: "Mine", RedirectUrls: ["http://localhost/#top"] };
  const world = {
    ...wholeWorld(),
    people: [{ id: "a", name: "A", email: "nope", phnoe: 1 }],
    clients: [client],
  };
  expect((await checkWorld(world, "world.json")).problems).toEqual([
    'people[0].email is "nope". Expected an email address.',
    "The key people[0].phnoe in file world.json is not known. Did you mean phone?",
    "clients[0].RedirectUrls[0]: must not have a fragment (RFC 6749 section 3.1.2).",
    "clients[0].PublicKey: is required because PublicKeySource is STATIC.",
  ]);
});

test.concurrent("what is printed is right; what is not ends with 1, and what cannot be read with 2", async () => {
  const { stdout: printed } = await run(["world", "print"]);
  const wrong = JSON.stringify({ ...JSON.parse(printed), pages: "none" });
  const folder = await folderWith({ "right.json": printed, "wrong.json": wrong, "text.json": "none" });
  const check = (file: string) => run(["world", "check", file], { folder: folder.path });
  const right = await check("right.json");
  expect([right.code, right.stdout]).toEqual([
    0,
    expect.stringMatching(/^right\.json is right\.\n {2}people +4/),
  ]);
  const found = await check("wrong.json");
  expect([found.code, found.stderr]).toEqual([
    1,
    expect.stringContaining('One thing is not right in wrong.json.\npages is "none". Expected a list.'),
  ]);
  expect((await check("text.json")).code).toBe(2);
  const absent = await check("absent.json");
  expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("absent.json cannot be read")]);
  const dev = await run(["dev", "--world", "wrong.json"], { folder: folder.path });
  expect([dev.code, dev.stderr]).toEqual([
    2,
    expect.stringContaining('The world in wrong.json (from flag --world) is not right.\npages is "none".'),
  ]);
  await folder.remove();
});

test.concurrent("One Login alone takes its people and clients from a world", async () => {
  const client = {
    ClientID: "mine",
    ClientName: "My service",
    RedirectUrls: ["http://localhost:9/callback"],
  };
  const TokenAuthMethod = "client_secret_post";
  const ClientSecret = "$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2hvZnNvbWVieXRlcw";
  const world = { ...wholeWorld(), clients: [{ ...client, TokenAuthMethod, ClientSecret }] };
  const folder = await folderWith({ "world.json": JSON.stringify(world) });
  const args = ["one-login", "--port", "0", "--sign-in", "page", "--world", "world.json"];
  const oneLogin = start(args, { folder: folder.path });
  const [, url = ""] = await oneLogin.printed(/listens at (http:\S+)[\s\S]*Ctrl-C/);
  const query =
    "client_id=mine&redirect_uri=http%3A%2F%2Flocalhost%3A9%2Fcallback&response_type=code&scope=openid";
  const page = await (await fetch(`${url}/authorize?${query}&state=s&nonce=n`)).text();
  expect(page).toContain("My service");
  expect(page).toContain("bryn@example.com");
  await oneLogin.stop();
  await folder.remove();
});
