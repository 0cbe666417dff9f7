import { expect, test } from "vitest";
import { addressesSchema, addressSet } from "../../../src/edge/www/addresses.ts";
import { denylist, denylistSchema, forbidden } from "../../../src/edge/www/denylist.ts";

const members: [rule: string, inside: string[], outside: string[]][] = [
  [
    "192.0.2.1",
    ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"],
    ["192.0.2.2", "::c000:201", "192.0.2.01"],
  ],
  ["192.0.2.0/24", ["192.0.2.0", "192.0.2.255"], ["192.0.3.0", "192.0.1.255"]],
  ["10.1.2.3/8", ["10.0.0.0", "10.255.255.255"], ["11.0.0.0", "9.255.255.255"]],
  ["192.0.2.128/25", ["192.0.2.128", "192.0.2.255"], ["192.0.2.127"]],
  ["0.0.0.0/0", ["0.0.0.0", "255.255.255.255", "::ffff:1.2.3.4"], ["::", "2001:db8::1"]],
  ["::ffff:192.0.2.0/120", ["192.0.2.9"], ["192.0.3.9", "::c000:209"]],
  [
    "2001:db8::1",
    ["2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:db8::0.0.0.1"],
    ["2001:db8::2", "2001:db8:1::1"],
  ],
  ["2001:db8::/32", ["2001:db8::", "2001:db8:ffff::1"], ["2001:db9::", "192.0.2.1"]],
  ["2001:db8::/33", ["2001:db8:7fff::"], ["2001:db8:8000::"]],
  ["fe80::/10", ["fe80::1%eth0", "febf::"], ["fec0::"]],
  ["::/0", ["::", "1::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], ["0.0.0.0", "::ffff:1.2.3.4"]],
  ["::1", ["::1", "0:0:0:0:0:0:0:1"], ["::", "127.0.0.1"]],
  ["1:2:3:4:5:6:7::", ["1:2:3:4:5:6:7:0"], ["1:2:3:4:5:6:0:7"]],
];

test.each(members)("who is in %s", (rule, inside, outside) => {
  const isIn = addressSet(addressesSchema.parse([rule]));
  expect(inside.filter((address) => !isIn(address))).toEqual([]);
  expect(outside.filter((address) => isIn(address))).toEqual([]);
});

test("several rules hold together, and none holds nobody", () => {
  const isIn = addressSet(["192.0.2.1", "192.0.2.2", "10.0.0.0/8", "2001:db8::/32"]);
  expect(["192.0.2.2", "10.9.9.9", "2001:db8::9", "192.0.2.3"].map(isIn)).toEqual([true, true, true, false]);
  expect(addressSet([])("192.0.2.1")).toBe(false);
});

test.each([
  "unknown",
  "",
  "1.2.3",
  "1.2.3.4.5",
  "256.1.1.1",
  ":::",
  "1::2::3",
  "12345::",
  "1:2:3:4:5:6:7:8:9",
  "g::",
])("%j is no address, and in no set", (text) => {
  expect(addressSet(["0.0.0.0/0", "::/0"])(text)).toBe(false);
});

test.each([
  "1.2.3.4/33",
  "::/129",
  "1.2.3.4/",
  "1.2.3.4/08",
  "1.2.3.4/-1",
  "::ffff:1.2.3.4/90",
  "fe80::1%eth0",
  "*",
  "1.2.3.4 ",
  "1:2:3:4:5:6:7:8::",
  "256.1.1.1",
  "12345::",
])("the rule %j is refused", (rule) => {
  expect(addressesSchema.safeParse([rule]).success).toBe(false);
});

const ja3 = "0123456789abcdef0123456789abcdef";

test("an address, a range or a fingerprint is denied", () => {
  const isDenied = denylist(
    denylistSchema.parse({ addresses: ["192.0.2.1", "2001:db8::/32"], ja3: [ja3.toUpperCase()] }),
  );
  const told: [address: string, ja3: string | null, denied: boolean][] = [
    ["192.0.2.1", null, true],
    ["2001:db8::7", null, true],
    ["192.0.2.2", null, false],
    ["192.0.2.2", ja3, true],
    ["192.0.2.2", `${ja3.slice(1)}0`, false],
  ];
  for (const [address, fingerprint, denied] of told)
    expect(isDenied({ address, ja3: fingerprint })).toBe(denied);
});

test("nobody is denied unless the config says so, and no list holds what is no fingerprint", () => {
  expect(denylist(denylistSchema.parse({}))({ address: "192.0.2.1", ja3 })).toBe(false);
  expect(denylistSchema.safeParse({ ja3: ["abc"] }).success).toBe(false);
});

test("who is denied is told so at once", () => {
  expect(forbidden).toEqual({ status: 403, fields: [["Fastly-Backend-Name", "error"]], page: "forbidden" });
});
