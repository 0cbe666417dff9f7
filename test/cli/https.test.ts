import { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { expect, test } from "vitest";
import { selfSignedCertificate } from "../../src/cli/certificate.ts";
import { folderWith, run, startServe, useOrigin } from "./support.ts";

const origin = useOrigin();

/** The status of a page, fetched by somebody who trusts one certificate, or everything. */
function statusOf(url: string, trust: { ca: string } | { rejectUnauthorized: false }): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...trust, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once("error", reject).end();
  });
}

test("the certificate made on the spot is for this machine's development names, with a P-256 key", async () => {
  const { cert, key } = await selfSignedCertificate();
  const certificate = new X509Certificate(cert);
  for (const name of ["localhost", "dev.gov.uk", "www.dev.gov.uk"]) {
    expect(certificate.checkHost(name)).toBeDefined();
  }
  // Named too, for clients that take a wildcard right below the top; OpenSSL does not.
  expect(certificate.subjectAltName).toContain("DNS:*.localhost");
  expect(certificate.checkHost("www.gov.uk")).toBeUndefined();
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.checkIP("::1")).toBe("::1");
  expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(key).toContain("PRIVATE KEY");
});

test.concurrent("--https works at once, and says that the browser will warn", async () => {
  const serve = await startServe(["--origin", origin.url, "--https"]);
  expect(serve.url).toMatch(/^https:/);
  expect(await statusOf(serve.url, { rejectUnauthorized: false })).toBe(200);
  const { stdout } = await serve.stop();
  expect(stdout).toMatch(/certificate: the browser warns/);
  expect(stdout).toContain("curl -k -i -H 'Cookie: __Host-govuk_account_session=");
});

test.concurrent("a certificate from files is used, with paths in the file starting at that file", async () => {
  const { cert, key } = await selfSignedCertificate();
  const config = JSON.stringify({ cert: "cert.pem", key: "key.pem", origin: origin.url });
  const folder = await folderWith({ "cert.pem": cert, "key.pem": key, "edge.json": config });
  const serve = await startServe(["--config", `${folder.path}/edge.json`]);
  expect(await statusOf(serve.url, { ca: cert })).toBe(200);
  const { stdout } = await serve.stop();
  expect(stdout).not.toContain("curl -k");
  await folder.remove();
});

test.concurrent("certificate files that cannot be used are refused by name", async () => {
  const [one, other] = [await selfSignedCertificate(), await selfSignedCertificate()];
  const folder = await folderWith({ "cert.pem": one.cert, "key.pem": one.key, "other.pem": other.key });
  const refusals = await Promise.all([
    run(["serve", "--origin", origin.url, "--cert", "cert.pem", "--key", "other.pem"], {
      folder: folder.path,
    }),
    run(["serve", "--origin", origin.url, "--cert", "key.pem", "--key", "key.pem"], { folder: folder.path }),
    run(["serve", "--origin", origin.url, "--cert", "cert.pem", "--key", "gone.pem"], {
      folder: folder.path,
    }),
  ]);
  expect(refusals.map(({ code }) => code)).toEqual([2, 2, 2]);
  const [mismatch, noCertificate, noFile] = refusals.map(({ stderr }) => stderr);
  expect(mismatch).toContain(
    'key is "other.pem" (from flag --key). Expected the private key of the certificate',
  );
  expect(noCertificate).toContain('cert is "key.pem" (from flag --cert). Expected a certificate in PEM form');
  expect(noFile).toContain('key is "gone.pem" (from flag --key). Expected a file that can be read');
  await folder.remove();
});
