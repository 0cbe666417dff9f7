/**
 * Certificates: one read from files, or one made on the spot for this machine's names.
 *
 * @module
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { TlsCredentials } from "../edge/node.ts";

const names = ["localhost", "*.localhost", "dev.gov.uk", "*.dev.gov.uk"];
const addresses = ["127.0.0.1", "::1"];

/**
 * Makes a certificate for localhost, dev.gov.uk, the names below them, and loopback addresses. It lasts
 * a year and is in memory only. Nobody vouches for it, so a browser warns.
 *
 * @example
 * const tls = await selfSignedCertificate();
 * await serveEdge({ edge: { origin }, port: 9443, tls });
 */
export async function selfSignedCertificate(): Promise<TlsCredentials> {
  // Loaded here, because it is large and few commands need it.
  const { generate } = await import("selfsigned");
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** What is wrong with a certificate and its key; null when they can be used together. */
export function certificateProblem({
  cert,
  key,
}: TlsCredentials): { of: "cert" | "key"; expected: string } | null {
  const certificate = parsed(() => new X509Certificate(cert));
  if (!certificate) return { of: "cert", expected: "a certificate in PEM form" };
  const privateKey = parsed(() => createPrivateKey(key));
  if (!privateKey) return { of: "key", expected: "a private key in PEM form, without a passphrase" };
  return certificate.checkPrivateKey(privateKey)
    ? null
    : { of: "key", expected: "the private key of the certificate in --cert" };
}

function parsed<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}
