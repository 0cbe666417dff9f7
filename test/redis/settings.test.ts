/** How a Redis is named, and that nobody is shown the password. */
import { SimpleError } from "@redis/client";
import { expect, test } from "vitest";
import { redisAddress, shownRedisUrl } from "../../src/edge/node/redis/address.ts";
import { whyOf } from "../../src/edge/node/redis/failure.ts";
import { run } from "../cli/support.ts";

const secret = "s3cret-of-redis";
const origin = ["--origin", "http://127.0.0.1:3000"];

test.each([
  ["redis://127.0.0.1:6379", { host: "127.0.0.1", port: 6379, tls: false, database: 0 }],
  ["redis://cache.example", { host: "cache.example", port: 6379, username: null, password: null }],
  ["rediss://cache.example:6380/2", { tls: true, port: 6380, database: 2 }],
  ["redis://[::1]:7000/", { host: "::1", port: 7000 }],
  [`redis://me:${secret}@h`, { username: "me", password: secret }],
  ["redis://:p%40ss%2F@h", { username: null, password: "p@ss/" }],
])("%s is understood", (url, expected) => {
  expect(redisAddress(url)).toMatchObject(expected);
});

test.each([
  "127.0.0.1:6379",
  "redis://",
  "http://127.0.0.1:6379",
  "redis+tls://127.0.0.1:6379",
  "redis+sentinel://a,b,c/primary",
  "redis-cluster://127.0.0.1:6379",
  "unix:///run/redis.sock",
  "redis://127.0.0.1:6379/one",
  "redis://127.0.0.1:6379/0/1",
  "redis://127.0.0.1:6379?db=1",
  "redis://127.0.0.1:0",
  "redis://:%zz@127.0.0.1",
])("%s is none", (url) => {
  expect(redisAddress(url)).toBeNull();
});

test.each([
  [`rediss://me:${secret}@cache.example:6380/2`, "rediss://…@cache.example:6380/2"],
  ["redis://[::1]", "redis://[::1]:6379"],
  [`redis://:${secret}/x@cache.example`, "redis://…"],
])("a URL is shown without who logs in and by what: %#", (url, shown) => {
  expect(shownRedisUrl(url)).toBe(shown);
});

test("what Redis refuses is told by its first word: the others may be what it was sent", () => {
  const sent = new SimpleError(
    `ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' '${secret}'`,
  );
  expect(whyOf(sent)).toBe("ERR");
  expect(whyOf(new SimpleError(secret))).toBe("refused");
  expect(whyOf(new Error(secret))).toBe("Error");
  expect(whyOf(Object.assign(new Error(secret), { code: "ECONNRESET" }))).toBe("ECONNRESET");
});

test.concurrent.each([
  [
    ["--redis", `redis+tls://me:${secret}@h`],
    "redis is not right (from flag --redis). Expected the URL of one",
  ],
  [["--redis", `redis://:${secret}/x@h`], "redis is not right (from flag --redis). Expected the URL of one"],
  [
    ["--redis-prefix", "mine"],
    'redisPrefix is "mine" (from flag --redis-prefix). Expected it only with --redis',
  ],
  [["--redis", "redis://h", "--redis-prefix", "a b"], "Expected 1 to 64 letters, digits, and . _ - :"],
  [["--redis", "redis://h", "--redis-max-body", "0"], "redisMaxBody is 0 (from flag --redis-max-body)"],
])("what is wrong is refused, and the password is not repeated: %#", async (flags, message) => {
  const { code, stdout, stderr } = await run(["serve", ...origin, ...flags]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain(secret);
});

test.concurrent("config print shows where Redis is, and not the password", async () => {
  const variables = { GOVUK_EDGE_REDIS: `redis://:${secret}@cache.example` };
  const { stdout } = await run(["config", "print", ...origin], { variables });
  expect(stdout).toContain('redis = "redis://…@cache.example:6379"  (variable GOVUK_EDGE_REDIS)\n');
  expect(stdout).not.toContain(secret);
});
