import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningEdge, serveEdge } from "../../../src/edge/node.ts";
import { root, send, startReal } from "./over-http.ts";

type Real = Awaited<ReturnType<typeof startReal>>;
let site: Real;
beforeAll(async () => {
  site = await startReal();
});
afterAll(() => site.close());

const cookieName = "__Host-govuk_account_session";
const kinds = ["call-for-evidence", "consultation", "detailed-guide", "document-collection", "publication"];
const banners = {
  "email-subscription-success": "You’ve subscribed to emails about this page",
  "email-unsubscribe-success": "You’ve unsubscribed from emails about this page",
  "email-subscription-already-subscribed": "You’re already getting emails about this page",
};

describe.each(["account", "www"] as const)("through an edge with the rules %s", (profile) => {
  let edge: RunningEdge;
  beforeEach(async () => {
    site.stack.reset();
    await edge?.close();
    edge = await serveEdge({ port: 0, trustProxy: ["loopback"], edge: { profile, origin: site.url } });
    site.called();
  });
  afterAll(() => edge.close());

  /** As a browser asks for it, with the account's cookie if there is one. */
  async function get(path: string, session?: string, more: Record<string, string> = {}) {
    const headers = { Host: "www.gov.uk", "X-Forwarded-Proto": "https", ...more };
    const Cookie = session === undefined ? {} : { Cookie: `${cookieName}=${session}` };
    const {
      status,
      headers: got,
      body,
    } = await send(`http://127.0.0.1:${edge.port}${path}`, "GET", {
      ...headers,
      ...Cookie,
    });
    expect(Object.keys(got).filter((name) => name.startsWith("govuk-account"))).toEqual([]);
    expect(got.vary ?? "").not.toContain("GOVUK");
    const [set, ...others] = (got["set-cookie"] ?? []).filter((line) => line.startsWith(cookieName));
    expect(others).toEqual([]);
    return {
      status,
      body,
      set,
      cache: got["x-cache"],
      location: got.location,
      cacheControl: got["cache-control"],
    };
  }

  const given = (set: string | undefined) => /^[^=]+=([^;]*)/.exec(set ?? "")?.[1];
  const kept = (value: string) => `${cookieName}=${value}; secure; httponly; samesite=lax; path=/`;
  const removed = `${cookieName}=; secure; httponly; samesite=lax; path=/; max-age=0`;

  test("a sign-in gives the cookie and leads back; neither it nor where it began is stored", async () => {
    const start = await get("/account", undefined, { Referer: `${root}/demo/publication` });
    expect([start.status, start.cacheControl]).toEqual([302, "no-store, private"]);
    const path = `/sign-in/callback?${await site.signIn(start.location ?? "")}`;
    const back = await get(path);
    expect([back.status, back.location]).toEqual([302, `${root}/demo/publication`]);
    expect(back.set).toBe(kept(given(back.set) ?? "nothing"));
    expect(back.cacheControl).toContain("no-store");
    expect((await get(path)).status).toBe(400);
    const other = await get("/account", undefined, { Referer: `${root}/other` });
    expect(other.location).not.toBe(start.location);
    expect((await get("/account")).location).toBe("https://home.account.gov.uk");
  });

  test.each(kinds)(
    "/demo/%s shows each message to one person once, and has one copy for all others",
    async (kind) => {
      const path = `/demo/${kind}`;
      const own = await get(path, "amina");
      for (const [message, words] of Object.entries(banners)) {
        const first = await get(path, `amina$$${message}`);
        expect(first.body).toContain(words);
        expect([first.set, first.cacheControl]).toEqual([kept("amina"), expect.stringContaining("no-store")]);
        for (const session of ["amina", "bryn"]) {
          const next = await get(path, session);
          expect([next.cache, next.set, next.body]).toEqual(["HIT", undefined, own.body]);
        }
      }
      const signedOut = await get(path);
      expect([signedOut.cache, (await get(path)).cache]).toEqual(["MISS", "HIT"]);
      expect(signedOut.body).toContain('href="/account">Sign in</a>');
      expect(signedOut.cacheControl).toContain("private");
    },
  );

  test("the home page is one for everybody, and leaves a message for the next page", async () => {
    const first = await get("/");
    const next = await get("/", "amina$$email-subscription-success");
    expect([first.cache, next.cache, next.set]).toEqual(["MISS", "HIT", undefined]);
  });

  test.each(["amina", "amina$$message"])("signing out as %s takes the cookie away", async (session) => {
    const { status, set, location, cacheControl } = await get("/sign-out", session);
    expect([status, set, location]).toEqual([302, removed, `${site.stack.oneLogin.url}/logout`]);
    expect(cacheControl).toContain("no-store");
  });

  test("signing out takes it away also when account-api fails, which is asked once and not again", async () => {
    const failOnce = () =>
      fetch(`${site.stack.accountApi.url}/__mock/failures`, {
        method: "POST",
        body: JSON.stringify({ path: "/api", status: 503, times: 1 }),
      });
    await failOnce();
    const { status, set } = await get("/sign-out", "amina");
    expect([status, set, site.called().length]).toEqual([503, removed, 1]);
    await failOnce();
    expect((await get("/sign-in/callback?code=c&state=s")).status).toBe(503);
    expect(site.called().length).toBe(1);
    expect((await get("/sign-in/callback?code=c&state=s")).status).toBe(400);
  });
});
