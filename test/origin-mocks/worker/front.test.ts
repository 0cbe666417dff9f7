import { expect, test } from "vitest";
import { addressesOf } from "../../../src/origin-mocks/worker/addresses.ts";
import { createFront } from "../../../src/origin-mocks/worker/front.ts";

const token = "a-token-that-only-tests-know";

/** What stands before the mocks, and what the mocks were asked. */
function front() {
  const asked: Request[] = [];
  const answer = createFront({
    addresses: addressesOf("https://demo.example.org"),
    token,
    readAsset: async () => undefined,
    async ask(request) {
      asked.push(request);
      return new Response("of the mocks");
    },
  });
  const ask = (url: string, headers: Record<string, string> = {}) => answer(new Request(url, { headers }));
  return { ask, asked };
}

const control = "https://demo-one-login.example.org/__mock";

test("the mocks are asked without the token, so they cannot show it", async () => {
  const { ask, asked } = front();
  await ask(control, { Authorization: `bearer ${token}` });
  await ask(control, { Cookie: `__Host-mock_token=${token}` });
  await ask(control, { Cookie: `a=b; __Host-mock_token=${token}; c=d` });
  await ask(control, { Cookie: `__Host-mock_token=${token}; c=d`, Authorization: "Bearer of-a-mock" });
  expect(asked.map(({ headers }) => [headers.get("Authorization"), headers.get("Cookie")])).toEqual([
    [null, null],
    [null, null],
    [null, "a=b; c=d"],
    ["Bearer of-a-mock", "c=d"],
  ]);
});

test("as the website, what controls the mocks is nowhere, also without an edge in between", async () => {
  const { ask, asked } = front();
  for (const path of ["/__world/reset", "/__mock", "/__mock/", "/%5F_mock/reset", "/_pact/state"]) {
    const answer = await ask(`https://demo.example.org${path}`, { Authorization: `Bearer ${token}` });
    expect(answer.status).toBe(404);
  }
  expect(asked).toEqual([]);
  expect(await (await ask("https://demo.example.org/__mocking")).text()).toBe("of the mocks");
});

test("a search engine is told to leave all of it out", async () => {
  const { ask } = front();
  for (const url of ["https://demo.example.org/", "https://demo-mocks.example.org/", control]) {
    expect((await ask(url)).headers.get("X-Robots-Tag")).toBe("noindex, nofollow");
  }
});
