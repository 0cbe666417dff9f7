/** Attacks on people and their sessions, and that each in docs/reliability.md has its proof. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import { attackCells, attacks } from "./attacks.ts";
import { attackTable, linesInPage, tableLines } from "./tables.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("docs/reliability.md", () => {
  test.each(attacks)("has a proof that is there: $what", ({ proofs }) => {
    expect(proofs).not.toEqual([]);
    for (const { file, says } of proofs) expect(readFileSync(`${root}${file}`, "utf8")).toContain(says);
  });

  test("has all attacks", () => {
    expect(linesInPage(attackTable)).toEqual(tableLines(attackTable, attacks.map(attackCells)));
  });
});

const mine = sessionCookie("abc$$mine");

test("a flash beside a real session is the session's own, or none", async () => {
  const edge = edgeUnderTest((asked) => ({ body: String(asked.header("govuk-account-session-flash")) }));
  const spoofed = { "GOVUK-Account-Session-Flash": "evil" };
  expect(await (await edge.get("/", { ...mine, ...spoofed })).text()).toBe("mine");
  expect(await (await edge.get("/", { ...sessionCookie("abc"), ...spoofed })).text()).toBe("null");
});

test("a huge session is nobody's, and that is told", async () => {
  const edge = edgeUnderTest((asked) => ({ body: String(asked.header("govuk-account-session")) }));
  expect(await (await edge.get("/", sessionCookie("x".repeat(9_000)))).text()).toBe("null");
  expect(edge.events).toContainEqual(
    expect.objectContaining({ type: "session-refused", reason: "too-long" }),
  );
});

test.each(["account", "www"] as const)(
  "in the profile %s a POST brings no session cookie to an app, where production's way is not wanted",
  async (profile) => {
    const edge = edgeUnderTest(() => ({ headers: { "cache-control": "no-store" } }), {
      profile,
      www: { cookies: { passedMethods: "strip" } },
    });
    await settled(await edge.fetch(new Request("https://www.gov.uk/x", { method: "POST", headers: mine })));
    expect(JSON.stringify(edge.origin.asked[0]?.fields)).not.toContain("__Host-");
    expect(edge.origin.asked[0]?.header("govuk-account-session")).toBe("abc$$mine");
  },
);

test("who is denied is answered at once: no app and no mirror is asked", async () => {
  const edge = edgeUnderTest(() => ({ body: "x" }), {
    profile: "www",
    www: { denylist: { addresses: ["192.0.2.1"] } },
  });
  const denied = await edge.from({ address: "192.0.2.1", scheme: "https", host: "www.gov.uk" }, "/", {});
  expect(denied.status).toBe(403);
  expect(edge.origin.asked).toEqual([]);
});

test.each([
  "//evil.example/",
  "/\\evil.example",
  "/%5cevil.example",
  "/@evil.example",
  "/.evil.example",
  "/%09/evil.example",
])("the redirect of %s to https stays on the host that was asked", async (path) => {
  const edge = edgeUnderTest(() => ({ body: "x" }), { profile: "www" });
  const sent = await edge.from({ address: "192.0.2.1", scheme: "http", host: "www.gov.uk" }, path, {});
  expect(sent.status).toBe(301);
  expect(new URL(sent.headers.get("location") ?? "", "http://www.gov.uk/").origin).toBe("https://www.gov.uk");
});

test("a session that an app puts in a cookie of its own is kept for nobody else", async () => {
  const edge = edgeUnderTest(() => ({
    headers: {
      "cache-control": "max-age=60",
      "set-cookie": "__Host-govuk_account_session=evil; Path=/; Secure",
    },
  }));
  await settled(await edge.get("/"));
  await settled(await edge.get("/"));
  expect(edge.origin.asked).toHaveLength(2);
});

/** Where tokens and passwords of clients are compared. */
const comparing = [
  ["src/edge/access.ts", "isSame(sent"],
  ["src/edge/www/basic-auth.ts", "isSame(credentialsOf"],
  ["src/origin-mocks/worker/gate.ts", "isSame(given, token)"],
] as const;
const plainly =
  /\b(?:given|sent|bearer|token|password|secret|credentials|authorization) [!=]==? (?!null|undefined|")/i;

describe("secrets are compared in constant time", () => {
  test.each(comparing)("by %s", (file, call) => {
    expect(readFileSync(`${root}${file}`, "utf8")).toContain(call);
  });

  test("and in no other way, anywhere in the edge or before a preview", () => {
    const files = ["src/edge", "src/origin-mocks/worker"].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => `${folder}/${name}`),
    );
    const lines = files.flatMap((file) =>
      readFileSync(`${root}${file}`, "utf8")
        .split("\n")
        .filter((line) => plainly.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    // A lease's token is no secret: whoever has it is the edge itself.
    expect(lines).toEqual(["src/edge/workers/turnstile.ts: if (held?.token !== token) return;"]);
  });
});
