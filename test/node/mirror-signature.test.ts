import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { signatureFields } from "../../src/edge/origin/mirror-signature.ts";

const key = { accessId: "GOOGTS7C7FUP3AIRVJTE", secretKey: "a-kéy/of+any=bytes", bucket: "govuk-mirror" };

test.each([
  ["GET", "/www.gov.uk/index.html"],
  ["HEAD", "/www.gov.uk/a%20b.html"],
])("the signature of %s %s is the HMAC-SHA1 of method, date and resource", async (method, path) => {
  const time = Date.UTC(2007, 2, 27, 19, 36, 42);
  const text = `${method}\n\n\nTue, 27 Mar 2007 19:36:42 GMT\n/govuk-mirror${path}`;
  const expected = createHmac("sha1", key.secretKey).update(text).digest("base64");
  expect(await signatureFields(key, { method, path, time })).toEqual([
    ["Date", "Tue, 27 Mar 2007 19:36:42 GMT"],
    ["Authorization", `AWS GOOGTS7C7FUP3AIRVJTE:${expected}`],
  ]);
});
