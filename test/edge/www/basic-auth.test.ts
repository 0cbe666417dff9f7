import { expect, test } from "vitest";
import { basicAuth, basicAuthSchema } from "../../../src/edge/www/basic-auth.ts";
import { asked } from "./asked.ts";

function auth(settings: Record<string, unknown> = {}) {
  const parsed = basicAuthSchema.parse({ user: "user", password: "pa:ss wörd", ...settings });
  if (parsed === null) throw new Error("expected settings");
  return basicAuth(parsed);
}

/** `user:pa:ss wörd` in UTF-8. */
const right = "dXNlcjpwYTpzcyB3w7ZyZA==";

const given: [authorization: string | null, allowed: boolean][] = [
  [`Basic ${right}`, true],
  [`bASIC  ${right}`, true],
  [null, false],
  ["", false],
  ["Basic", false],
  ["Basic ", false],
  [right, false],
  [`Bearer ${right}`, false],
  [`Basic ${right}x`, false],
  [`Basic ${right.slice(0, -1)}`, false],
  [`Basic ${right}${right}`, false],
  [`Basic ${right.toLowerCase()}`, false],
  [`Basic ${right}, Basic ${right}`, false],
  [`Basic x${right.slice(1)}`, false],
  ["Basic dXNlcjp4", false],
];

test.each(given)("with Authorization %j: %s", (authorization, allowed) => {
  const headers = authorization === null ? {} : { authorization };
  expect(auth().allows(asked({ headers }))).toBe(allowed);
});

test("who is exempt needs no password", () => {
  const { allows } = auth({ exempt: ["192.0.2.0/24"] });
  expect([allows(asked({ address: "192.0.2.7" })), allows(asked({ address: "198.51.100.1" }))]).toEqual([
    true,
    false,
  ]);
});

test("a browser is asked for the password, and an app behind gets it", () => {
  const { unauthorised, authorization } = auth({ realm: "Integration" });
  expect(unauthorised).toEqual({
    status: 401,
    fields: [["WWW-Authenticate", 'Basic realm="Integration", charset="UTF-8"']],
    page: "unauthorised",
  });
  expect(authorization).toBe(`Basic ${right}`);
});

test.each([
  { user: "a:b", password: "x" },
  { user: "", password: "x" },
  { user: "a", password: "" },
  { user: "a", password: "x\ny" },
  { user: "a", password: "x", realm: 'a"b' },
  { user: "a", password: "x", realm: "a\\b" },
  { user: "a", password: "x", exempt: ["nowhere"] },
])("%j are no settings", (settings) => {
  expect(basicAuthSchema.safeParse(settings).success).toBe(false);
});

test("no password is asked for unless the config says so", () => {
  expect(basicAuthSchema.parse(undefined)).toBeNull();
});
