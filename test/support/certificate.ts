/**
 * A certificate that nobody has to trust, for tests over TLS. Node only.
 *
 * @module
 */
import { generate } from "selfsigned";

/** A certificate and its key, as PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

let made: Promise<TestCertificate> | undefined;

/** A self-signed P-256 certificate for localhost, made once in a process. */
export function testCertificate(): Promise<TestCertificate> {
  made ??= make();
  return made;
}

async function make(): Promise<TestCertificate> {
  const subject = [{ name: "commonName", value: "localhost" }];
  const { cert, private: key } = await generate(subject, { keyType: "ec", curve: "P-256" });
  return { cert, key };
}
