import { expect, test } from "vitest";
import { useWorkerWithApp } from "../support/worker-with-app.ts";

const app = useWorkerWithApp();

test("the app is told which host was asked for, since Host is its own", async () => {
  app.origin.answerNext({ status: 200, headers: [], body: "" });
  await app.visit("/host", { host: "www.integration.publishing.service.gov.uk" });
  expect(app.appSaw("host", "x-forwarded-host", "x-forwarded-proto", "via")).toEqual([
    [`127.0.0.1:${app.origin.port}`],
    ["www.integration.publishing.service.gov.uk"],
    ["https"],
    [expect.stringMatching(/^1\.1 govuk-edge-[0-9a-f]{8}$/)],
  ]);
});

test("the client's address is what the platform says, whatever the client says", async () => {
  app.origin.answerNext({ status: 200, headers: [], body: "" });
  await app.visit("/address", {
    headers: [
      ["X-Forwarded-For", "192.0.2.66"],
      ["True-Client-IP", "192.0.2.66"],
      ["X-Real-IP", "192.0.2.66"],
      ["Forwarded", "for=192.0.2.66"],
      ["X-Forwarded-Host", "evil.example"],
    ],
  });
  expect(
    app.appSaw("x-forwarded-for", "true-client-ip", "x-real-ip", "forwarded", "x-forwarded-host"),
  ).toEqual([
    ["127.0.0.1"],
    ["127.0.0.1"],
    [],
    ["for=127.0.0.1;proto=https;host=www.gov.uk"],
    ["www.gov.uk"],
  ]);
});

test("account headers that a client makes up do not pass", async () => {
  app.origin.answerNext({ status: 200, headers: [], body: "" });
  await app.visit("/spoofed", {
    headers: [
      ["GOVUK-Account-Session", "evil"],
      ["govuk_account_session_exists", "1"],
    ],
  });
  expect(JSON.stringify(app.origin.seenByOrigin())).not.toMatch(/evil|session.exists/i);
});

test.each([301, 302, 303, 307, 308])("a redirect with %i is the client's to follow", async (status) => {
  const headers: [string, string][] = [
    ["Location", "/elsewhere"],
    ["Set-Cookie", "a=1"],
  ];
  app.origin.answerNext({ status, headers, body: "moved" });
  const answer = await app.visit(`/moved/${status}`);
  expect(answer).toMatchObject({ status, body: "moved" });
  expect(answer.header("location")).toBe("/elsewhere");
  expect(answer.lines("set-cookie")).toEqual(["a=1"]);
  expect(app.origin.seenByOrigin()).toMatchObject({ url: `/moved/${status}` });
});

test.each([204, 404, 410, 500, 503])("the app's own %i passes as it is", async (status) => {
  const body = status === 204 ? "" : "the app's words";
  app.origin.answerNext({ status, headers: [["X-From", "app"]], body });
  const answer = await app.visit(`/status/${status}`);
  expect(answer).toMatchObject({ status, body });
  expect(answer.header("x-from")).toBe("app");
});

test("a path that looks like another host stays a path", async () => {
  app.origin.answerNext({ status: 200, headers: [], body: "mine" });
  expect(await app.visit("//evil.example/a?b=c")).toMatchObject({ status: 200, body: "mine" });
  expect(app.origin.seenByOrigin()).toMatchObject({ url: "//evil.example/a?b=c" });
});

test("a request that has been here before is refused", async () => {
  app.origin.answerNext({ status: 200, headers: [["Cache-Control", "no-store"]], body: "" });
  await app.visit("/loop");
  const [[via = ""] = []] = app.appSaw("via");
  const answer = await app.visit("/loop", { headers: [["Via", via]] });
  expect(answer.status).toBe(508);
  expect(app.origin.seenByOrigin()).toBeNull();
});
