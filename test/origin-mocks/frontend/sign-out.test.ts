import { describe, expect, it } from "vitest";
import { accountHeaders, frontendAt, notStored, useAccountApi } from "./support.ts";

const endSessionUri = "http://auth/logout";
const signedOut = { ...notStored, ended: "1" };
const accountApi = useAccountApi({ end_session_uri: endSessionUri });

function signOut(query = "", headers: Record<string, string> = {}) {
  return frontendAt(accountApi.url).app.request(`/sign-out${query}`, { headers });
}

describe("GET /sign-out", () => {
  it.each([undefined, "abc"])("ends the session %j and leads to One Login", async (session) => {
    const response = await signOut("", session === undefined ? {} : { "GOVUK-Account-Session": session });
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(endSessionUri);
    expect(accountHeaders(response)).toEqual(signedOut);
  });

  it("does not tell account-api whose session it was", async () => {
    await signOut("", { "GOVUK-Account-Session": "abc" });
    expect(accountApi.asked).toHaveLength(1);
    expect(accountApi.asked[0]).toMatchObject({ method: "GET", target: "/api/oauth2/end-session", body: "" });
    expect(accountApi.asked[0]?.headers.has("GOVUK-Account-Session")).toBe(false);
  });

  it("carries analytics on", async () => {
    const response = await signOut("?_ga=1&cookie_consent=reject");
    expect(response.headers.get("Location")).toBe(`${endSessionUri}?_ga=1&cookie_consent=reject`);
  });

  it("sends both headers when there was a message to consume", async () => {
    const response = await signOut("", { "GOVUK-Account-Session": "abc$$message" });
    expect(accountHeaders(response)).toEqual({ ...signedOut, session: "abc" });
  });

  it.each([
    [401, 503],
    [403, 403],
    [404, 404],
    [410, 410],
    [500, 503],
    [503, 503],
  ])("signs out even when account-api answers %i", async (status, expected) => {
    accountApi.answer({}, status);
    const response = await signOut("", { "GOVUK-Account-Session": "abc" });
    expect(response.status).toBe(expected);
    expect(await response.text()).toBe("");
    expect(accountHeaders(response)).toEqual(signedOut);
  });
});
