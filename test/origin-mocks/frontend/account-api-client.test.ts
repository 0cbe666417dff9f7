import { describe, expect, it } from "vitest";
import { createAccountApi } from "../../../src/origin-mocks/frontend/account-api-client.ts";
import {
  AccountApiError,
  AccountApiUnauthorized,
  AccountApiUnresolved,
} from "../../../src/origin-mocks/frontend/account-api-errors.ts";
import { bearerToken, useAccountApi } from "./support.ts";

const accountApi = useAccountApi({ email: "email@example.com" });

function client(incoming: Record<string, string> = {}, timeout = 4_000) {
  return createAccountApi({ url: accountApi.url, bearerToken, timeout })(new Headers(incoming));
}

describe("every request", () => {
  it("names its sender and what it wants", async () => {
    expect(await client().getUser("abc")).toEqual({ email: "email@example.com" });
    const headers = accountApi.asked[0]?.headers;
    expect(headers?.get("Authorization")).toBe(`Bearer ${bearerToken}`);
    expect(headers?.get("Accept")).toBe("application/json");
    expect(headers?.get("User-Agent")).toMatch(/^gds-api-adapters\/[\d.]+ \(frontend\)$/);
    expect(headers?.get("GOVUK-Account-Session")).toBe("abc");
    expect(headers?.has("Content-Type")).toBe(false);
  });

  it("passes on what identifies the request being answered, and nothing else of it", async () => {
    const known = { "GOVUK-Request-Id": "id-1", "GOVUK-Original-Url": "https://www.gov.uk/p" };
    await client({ ...known, Cookie: "secret=1", "GOVUK-Account-Session": "other" }).getUser("abc");
    const headers = accountApi.asked[0]?.headers;
    expect(headers?.get("GOVUK-Request-Id")).toBe("id-1");
    expect(headers?.get("GOVUK-Original-Url")).toBe("https://www.gov.uk/p");
    expect(headers?.has("Cookie")).toBe(false);
    expect(headers?.get("GOVUK-Account-Session")).toBe("abc");
  });

  it("declares the JSON it carries", async () => {
    accountApi.answer({ govuk_account_session: "s", redirect_path: null });
    expect(await client().validateAuthResponse("c", "st")).toEqual({ session: "s", redirectPath: null });
    expect(accountApi.asked[0]?.headers.get("Content-Type")).toBe("application/json");
  });
});

describe("what goes wrong", () => {
  const failure = (timeout?: number) =>
    client({}, timeout)
      .getUser("abc")
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it("is told apart when the session is over", async () => {
    accountApi.answer({ message: "Bearer token does not appear to be valid" }, 401);
    expect(await failure()).toBeInstanceOf(AccountApiUnauthorized);
  });

  it.each([400, 403, 404, 409, 410, 413, 422, 429, 500, 502, 503, 504])(
    "keeps the status %i",
    async (status) => {
      accountApi.answer({}, status);
      expect(await failure()).toMatchObject({ name: "AccountApiError", status });
    },
  );

  it.each(["", "{", "[]", '{"email":null}'])("includes the answer %j", async (body) => {
    accountApi.answerWith(() => new Response(body));
    expect(await failure()).toMatchObject({ name: "AccountApiError", status: undefined });
  });

  it("includes a redirect, which is not followed", async () => {
    accountApi.answerWith(() => new Response(null, { status: 302, headers: { Location: "/elsewhere" } }));
    expect(await failure()).toMatchObject({ status: 302 });
    expect(accountApi.asked).toHaveLength(1);
  });

  it.each([
    ["answer", () => new Promise<Response>(() => {})],
    [
      "body",
      () =>
        new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) })),
    ],
  ])("includes an %s that does not come in time", async (_what, make) => {
    accountApi.answerWith(make);
    const error = await failure(50);
    expect(error).toBeInstanceOf(AccountApiError);
    expect(error).not.toBeInstanceOf(AccountApiUnresolved);
    expect(error).toMatchObject({ status: undefined });
  });

  it("never tells the session or the token", async () => {
    accountApi.answer({ secret: "abc" }, 500);
    expect(String(await failure())).not.toMatch(new RegExp(`abc|${bearerToken}`));
  });
});
