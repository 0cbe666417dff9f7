/** Mutated requests, and what may be answered to them. */
import fc from "fast-check";
import { expect } from "vitest";
import { redirectUri, signedOutUri } from "./support.ts";

/** Stands in every text that would be an injection; where it stands before a bare bracket or quote, it was one. */
const mark = "zq7";
export const attack = `${mark}<script>alert(1)</script>${mark}"onfocus="alert(1)" ${mark}'><img src=x>`;

/** Text with whatever may go wrong in text. */
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(attack, `https://evil.test/${attack}`, `javascript:${attack}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      `//evil.test/${attack}`,
      "https://evil.test/",
      "/\\evil.test",
      "\r\nSet-Cookie: a=b",
      "\u0000",
      // Half of a character: it can be in JSON, and in no URL.
      "\ud800",
      "__proto__",
      "constructor",
      "../../etc/passwd",
      "%E0%A4%A",
      "9".repeat(400),
      "-1",
      "1e400",
      "",
      " ",
      redirectUri,
      "x".repeat(500),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
);

/** Any JSON value, with such text in it. */
export const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: text },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e21, 1e300, [], {}, [null], [[]], [{}]),
  },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }) },
);

/** What a body may say it is. */
const contentType = fc.constantFrom(
  "application/json",
  "application/x-www-form-urlencoded; charset=utf-8",
  "text/plain",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  ";",
  "a/b/c",
  "",
);

/** A body of these fields as JSON, as a form, or broken; or any bytes. With it, what it says it is. */
export function body(fields: fc.Arbitrary<Record<string, unknown>>) {
  const encode = (part: string) => new TextEncoder().encode(part);
  const json = fields.map((all) => JSON.stringify(all));
  const some = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(json, fc.constant("application/json")) },
    { weight: 4, arbitrary: fc.tuple(fields.map(formOf), fc.constant("application/x-www-form-urlencoded")) },
    { weight: 1, arbitrary: fc.tuple(json, contentType) },
    { weight: 1, arbitrary: fc.tuple(fields.map(formOf), contentType) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        json.map((all) => all.slice(0, -2)),
        contentType,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(
        value.map((any) => JSON.stringify(any)),
        contentType,
      ),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom("[".repeat(9000), "x".repeat(20_000)), contentType) },
  );
  const bytes = fc.uint8Array({ maxLength: 60 }).map((any) => new Uint8Array(any));
  return fc.oneof(
    { weight: 15, arbitrary: some.map(([sent, type]) => ({ bytes: encode(sent), type })) },
    { weight: 1, arbitrary: fc.record({ bytes, type: contentType }) },
  );
}

function formOf(fields: Record<string, unknown>): string {
  const entries = Object.entries(fields).map(([name, any]): [string, string] => [
    name,
    typeof any === "string" ? any : (JSON.stringify(any) ?? ""),
  ]);
  return new URLSearchParams(entries).toString();
}

/** Fields of these names, and now and then one of any name, over what is usual. */
export function fields(
  names: string,
  usual: Record<string, unknown> = {},
): fc.Arbitrary<Record<string, unknown>> {
  const name = fc.constantFrom(...names.split(" "));
  // One wrong field gets further than several do.
  const some = fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(name, value, { minKeys: 1, maxKeys: 1 }) },
    { weight: 2, arbitrary: fc.dictionary(name, value, { maxKeys: 4 }) },
    { weight: 1, arbitrary: fc.dictionary(text, value, { maxKeys: 1 }) },
  );
  return some.map((changes) => ({ ...usual, ...changes }));
}

const visible = text.map((any) => any.replaceAll(/[^\x20-\x7e]/g, "x").trim());

/** Fields of the request's head; nothing that orders a failure. */
export const headers = fc.dictionary(
  fc.constantFrom(
    ..."Accept Accept-Language Accept-Encoding Authorization Content-Encoding Cookie Origin Range Referer".split(
      " ",
    ),
    ..."If-None-Match User-Agent X-Forwarded-Host X-Forwarded-Proto X-HTTP-Method-Override Forwarded".split(
      " ",
    ),
  ),
  fc.oneof(
    visible,
    visible.map((any) => `gs=${any}; lng=${any}; di-persistent-session-id=${any}`),
  ),
  { maxKeys: 3 },
);

/** 409: mutated requests may have removed the last client, which the configuration is about. */
const statuses = [200, 204, 302, 303, 400, 401, 403, 404, 405, 409, 413, 415];

/** Whether an answer is one that may be given, whatever was asked. @returns its body */
export async function judge(response: Response, ownOrigin: string): Promise<string> {
  const answer = await response.text();
  expect(statuses, answer.slice(0, 200)).toContain(response.status);
  const location = response.headers.get("Location");
  if (location !== null) {
    const registered = [redirectUri, signedOutUri, "https://signin.account.gov.uk/signed-out"];
    const isRegistered = registered.some(
      (uri) => location === uri || location.startsWith(`${uri}?`) || location.startsWith(`${uri}#`),
    );
    expect([isRegistered, new URL(location, ownOrigin).origin], location).toSatisfy(
      ([isKnown, origin]) => isKnown || origin === ownOrigin,
    );
  }
  const type = response.headers.get("Content-Type") ?? "";
  if (type.includes("text/html"))
    expect(answer).not.toMatch(new RegExp(`${mark}[<"'>]|(?:href|action|src)="\\s*javascript:`));
  expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  return answer;
}
