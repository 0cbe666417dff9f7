/**
 * Addresses: where a server listens, and why it could not.
 *
 * @module
 */
import { isIP } from "node:net";
import { CommandFailure, reasonOf, systemCode } from "./errors.ts";

/** Whether only this machine can reach a server that listens on `hostname`. */
export function isLoopback(hostname: string): boolean {
  const family = isIP(hostname);
  if (family === 0) return hostname.toLowerCase() === "localhost";
  return family === 4 ? hostname.startsWith("127.") : hostname === "::1";
}

/** Whether others can reach the edge, or it is said to be in production: then it must not trust as on a desk. */
export function isDeployed(
  hostname: string,
  environment: { readonly NODE_ENV?: string | undefined },
): boolean {
  return !isLoopback(hostname) || environment.NODE_ENV === "production";
}

/** Whether a server that listens on `hostname` listens on every address of the machine. */
export function isEveryAddress(hostname: string): boolean {
  return hostname === "0.0.0.0" || hostname === "::";
}

/** The address to type for a server on this machine. */
export function addressOf(scheme: "http" | "https", hostname: string, port: number): URL {
  const host = isEveryAddress(hostname) ? "localhost" : isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return new URL(`${scheme}://${host}:${port}`);
}

/**
 * Why a server could not listen, with what to do about it.
 *
 * @param change how to choose another port, as a sentence
 */
export function listenFailure(
  error: unknown,
  hostname: string,
  port: number,
  change: string,
): CommandFailure {
  const cause = { cause: error };
  switch (systemCode(error)) {
    case "EADDRINUSE":
      return new CommandFailure(`Port ${takenPort(error, port)} is taken. ${change}`, 1, cause);
    case "EACCES":
      return new CommandFailure(`Port ${port} is not for this user. ${change}`, 1, cause);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new CommandFailure(
        `"${hostname}" is no address of this machine. Choose another with --hostname, such as 127.0.0.1.`,
        1,
        cause,
      );
    default:
      return new CommandFailure(`It could not start: ${reasonOf(error)}`, 1, cause);
  }
}

/** Node's error says which port it was, which matters when several were to be taken. */
function takenPort(error: unknown, asked: number): number {
  return error instanceof Error && "port" in error && typeof error.port === "number" ? error.port : asked;
}
