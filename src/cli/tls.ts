/**
 * The certificate that `serve` shows: from files, made on the spot, or the supervisor's.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { TlsCredentials } from "../edge/node.ts";
import { certificateProblem, selfSignedCertificate } from "./certificate.ts";
import type { Environment } from "./config-file.ts";
import { reasonOf } from "./errors.ts";
import { wrongSetting } from "./refusals.ts";
import type { ServeSetup } from "./serve-setup.ts";

/** Where a worker finds the certificate of all, if that was made on the spot. */
export const tlsVariable = "EDGE_WORKERS_TLS";

const tlsSchema = z.object({ cert: z.string(), key: z.string() });

/**
 * The certificate and its key; null where https is not spoken.
 *
 * @throws {CommandFailure} naming the file that cannot be used
 */
export async function credentials(
  { settings, given }: ServeSetup,
  environment: Environment,
): Promise<TlsCredentials | null> {
  const { cert, key } = settings;
  const ofAll = environment[tlsVariable];
  if (ofAll !== undefined) return tlsSchema.parse(JSON.parse(ofAll));
  // A certificate is asked for to be used, so it alone turns https on.
  if (!(settings.https ?? cert !== undefined)) return null;
  if (cert === undefined || key === undefined) return selfSignedCertificate();
  const read = (name: string, path: string) =>
    readFile(path, "utf8").catch((error: unknown) => {
      throw wrongSetting(given, name, `a file that can be read: ${reasonOf(error)}`);
    });
  const tls = { cert: await read("cert", cert), key: await read("key", key) };
  const problem = certificateProblem(tls);
  if (problem) throw wrongSetting(given, problem.of, problem.expected);
  return tls;
}

/** Whether the certificate is made on the spot. */
export function isSelfSigned({ settings: { https, cert } }: ServeSetup): boolean {
  return https === true && cert === undefined;
}
