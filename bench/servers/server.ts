/**
 * What the benchmark's own servers share: each is a process, told what to do by its arguments, that says
 * on which port it listens.
 *
 * @module
 */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

/** Listens on a free port of loopback, and says on which. */
export function serve(listener: RequestListener): void {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1", () => sayPort(addressOf(server.address()).port));
}

/** Tells whoever started this process that it listens. */
export function sayPort(port: number): void {
  process.stdout.write(`listening on ${port}\n`);
}

/** A number among the arguments. @param index from 0 */
export function numberArgument(index: number): number {
  return z.coerce
    .number()
    .int()
    .parse(process.argv[index + 2]);
}

/** The arguments of a server that signs people in. */
export function journeyArguments() {
  const [algorithm, publicKey] = process.argv.slice(2);
  return z
    .object({ algorithm: z.enum(["ES256", "RS256"]), publicKey: z.string() })
    .parse({ algorithm, publicKey });
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The server is not on a port.");
  return address;
}
