import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { shortened } from "../../../src/origin-mocks/signon/tokens.ts";
import { codeAt, isRightCode } from "../../../src/origin-mocks/signon/totp.ts";
import { FRONTEND_TOKEN, onlyFrontend, type Started, startSignon } from "./support.ts";

const DAY = 86_400;
const TWO_YEARS = 63_113_904;

describe("rotation", () => {
  let started: Started;
  const world = onlyFrontend();
  const apiUsers = world.apiUsers.map((user) => ({ ...user, email: "frontend@alphagov.co.uk" }));
  beforeAll(async () => {
    started = await startSignon({ world: { ...world, apiUsers } });
  });
  beforeEach(() => started.reset());
  afterAll(() => started.close());
  const rotate = async () => (await started.control("/rotate")).json();

  test("gives an internal API user a second token in the last month of the first, once", async () => {
    expect(await rotate()).toEqual({ made: 0 });
    started.clock.advance(TWO_YEARS - 29 * DAY);
    expect(await rotate()).toEqual({ made: 1 });
    expect(await rotate()).toEqual({ made: 0 });
    expect((await started.userJson(FRONTEND_TOKEN)).status).toBe(200);
    expect(JSON.stringify((await started.state()).events)).toContain('"code":48');
  });

  test("leaves a token alone that was revoked or has expired", async () => {
    await started.control("/revoke", { token: FRONTEND_TOKEN });
    started.clock.advance(TWO_YEARS - 29 * DAY);
    expect(await rotate()).toEqual({ made: 0 });
    started.reset();
    started.clock.advance(TWO_YEARS + DAY);
    expect(await rotate()).toEqual({ made: 0 });
  });

  test("is for internal API users alone", async () => {
    const outside = await startSignon();
    outside.clock.advance(TWO_YEARS - 29 * DAY);
    expect(await (await outside.control("/rotate")).json()).toEqual({ made: 0 });
    await outside.close();
  });
});

test("of a short token nothing is shown, of a long one its ends", () => {
  expect(shortened("short-token-of-a-world")).toBe("•".repeat(24));
  expect(shortened(`12345678${"x".repeat(27)}87654321`)).toBe(`12345678${"•".repeat(24)}87654321`);
});

describe("the codes of authenticator apps", () => {
  /** The secret of RFC 6238, appendix B, in base 32; the codes there have eight digits, of which six are ours. */
  const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  test.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_234_567_890, "005924"],
    [20_000_000_000, "353130"],
  ])("at %i seconds", async (seconds, code) => {
    expect(await codeAt(SECRET, seconds * 1000)).toBe(code);
  });

  test("are right for half a minute around their time", async () => {
    const code = await codeAt(SECRET, 600_000);
    const at = (seconds: number) =>
      isRightCode(SECRET, ` ${code.slice(0, 3)} ${code.slice(3)}`, seconds * 1000);
    expect([await at(540), await at(570), await at(659), await at(660)]).toEqual([false, true, true, false]);
  });
});

describe("Signon's data", () => {
  test.each([
    ["a role nobody has", { users: [{ role: "king" }] }, "role"],
    [
      "an address that is none",
      { applications: [{ name: "x", uid: "y", redirectUri: "javascript:x" }] },
      "redirectUri",
    ],
    ["a key nobody knows", { usres: [] }, "usres"],
  ])("are refused with %s", (_, value, named) => {
    expect(() => loadSignonData(value)).toThrow(named);
  });

  test("are refused when somebody is of an organisation that is not there", async () => {
    await expect(startSignon({ data: { ...loadSignonData(), organisations: [] } })).rejects.toThrow(
      "which is no organisation",
    );
  });
});
