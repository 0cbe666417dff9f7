/**
 * Sign-ins with One Login a second, beside the floor: bare node:http that signs and verifies as often.
 *
 * @module
 */
import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { fileURLToPath } from "node:url";
import { service } from "./journey.ts";
import { parseResult } from "./load.ts";
import { limit, type Peer } from "./peers.ts";
import { outputOf, pinned, startServer } from "./processes.ts";
import type { Bench, Target } from "./rounds.ts";
import type { JourneyWorkload } from "./workloads.ts";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = createPublicKey(keys.privateKey).export({ type: "spki", format: "pem" }).toString();
const load = fileURLToPath(new URL("journey-load.ts", import.meta.url));

/** Who signs people in, the limit first. */
export const journeyPeers: readonly Peer<JourneyWorkload>[] = [
  peer(limit, new URL("servers/journey-floor.ts", import.meta.url)),
  peer("One Login", new URL("servers/one-login.ts", import.meta.url)),
];

function peer(name: string, file: URL): Peer<JourneyWorkload> {
  return {
    name,
    needs: null,
    refuses: () => null,
    start: ({ algorithm }, { core }) => startServer(fileURLToPath(file), [algorithm, publicKey], core),
  };
}

/** The benchmark of these sign-ins. */
export function journeyBench(workloads: readonly JourneyWorkload[]): Bench<JourneyWorkload> {
  return { workloads, peers: journeyPeers, prepare: async () => undefined, ask };
}

async function ask({ server, core }: Target<JourneyWorkload>, seconds: number) {
  const origin = `http://127.0.0.1:${server.port}`;
  const command = [process.execPath, load, origin, String(seconds), assertionFor(origin)] as const;
  const result = parseResult(await outputOf(pinned(command, core)));
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} sign-ins failed.`);
  return result;
}

/** What proves at /token who the service is; good for an hour. */
export function assertionFor(origin: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const { clientId } = service;
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  const claims = { iss: clientId, sub: clientId, aud: `${origin}/token`, exp };
  const signed = `${part({ alg: "RS256" })}.${part(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), keys.privateKey).toString("base64url")}`;
}
