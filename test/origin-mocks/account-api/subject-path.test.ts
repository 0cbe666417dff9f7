import { afterAll, beforeEach, expect, test } from "vitest";
import { listen } from "./listen.ts";
import { startStack } from "./support.ts";

const stack = await startStack();
const corrected = await startStack({ mode: "corrected" });
const [faithfulSocket, correctedSocket] = await Promise.all([listen(stack.app), listen(corrected.app)]);
beforeEach(() => {
  stack.reset();
  corrected.reset();
});
afterAll(() =>
  Promise.all([stack.close(), corrected.close(), faithfulSocket.close(), correctedSocket.close()]),
);

/** The subject identifiers known after an update under a path, over a real socket. */
async function known(path: string, { url } = faithfulSocket, on = stack) {
  const response = await fetch(`${url}/api/oidc-users/${path}`, {
    method: "PATCH",
    headers: { Authorization: "Bearer token-with-update-protected-attributes" },
  });
  const subs = on.service.stores.users.list().map(({ sub }) => sub);
  return response.status === 200 ? subs : response.status;
}
const whenCorrected = (path: string) => known(path, correctedSocket, corrected);

const sub = "urn:fdc:gov.uk:2022:abc-_=";

test("a dot cuts the subject identifier, because Rails takes the rest for a format", async () => {
  expect(await known(sub)).toEqual(["urn:fdc:gov"]);
});

test.each([
  ["a dot sent as %2E does not", sub.replace(".", "%2E"), [sub]],
  ["nor other encoded characters", encodeURIComponent(sub).replace(".", "%2E"), [sub]],
  ["two dots make no route at all", "a.b.c", 404],
  ["a format alone is cut off", "abc.json", ["abc"]],
  ["a slash at the end is cut off", "abc/", ["abc"]],
])("%s", async (_, path, expected) => {
  expect(await known(path)).toEqual(expected);
});

test.each([sub, sub.replace(".", "%2E"), encodeURIComponent(sub), `${sub}/`])(
  "corrected, %s is the whole subject identifier",
  async (path) => {
    expect(await whenCorrected(path)).toEqual([sub]);
  },
);

test("corrected, other routes still take a format", async () => {
  expect((await corrected.request("/api/oauth2/sign-in.json")).status).toBe(200);
});
