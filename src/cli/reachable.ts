/**
 * Whether anything listens where the origin should be.
 *
 * @module
 */
import { connect } from "node:net";

/**
 * Opens a connection and closes it again, without a request.
 *
 * @param patience milliseconds to wait for the connection
 */
export function isReachable(origin: URL, patience = 2_000): Promise<boolean> {
  const host = origin.hostname.replace(/^\[|\]$/g, "");
  const port = Number(origin.port) || (origin.protocol === "https:" ? 443 : 80);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (reachable: boolean) => {
      socket.destroy();
      resolve(reachable);
    };
    // A start that ends at once must not wait for this.
    socket.unref();
    socket.setTimeout(patience, () => answer(false));
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
}
