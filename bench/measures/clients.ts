/**
 * Many clients that ask for one URL at once, each on a connection of its own that was open before.
 *
 * @module
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Clients that are connected. */
export interface Clients {
  /** Has all of them ask. @returns milliseconds until the last had its whole answer */
  ask(path: string): Promise<number>;
  close(): void;
}

/**
 * Connects clients.
 *
 * @throws {Error} when the server turns one away
 */
export async function connectClients(port: number, count: number): Promise<Clients> {
  const sockets = Array.from({ length: count }, () => connect(port, "127.0.0.1").setNoDelay());
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return {
    async ask(path) {
      const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
      const answered = sockets.map(answerOn);
      const startedAt = performance.now();
      for (const socket of sockets) socket.write(request);
      await Promise.all(answered);
      return performance.now() - startedAt;
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Resolves when a whole answer has come. @throws {Error} when it is none, or no success */
function answerOn(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const isWhole = answerReader();
    const end = (error: Error | null) => {
      socket.off("data", take).off("close", leave).off("error", end);
      if (error) reject(error);
      else resolve();
    };
    const leave = () => end(new Error("The server closed a connection before it had answered."));
    const take = (piece: Buffer) => {
      try {
        if (isWhole(piece)) end(null);
      } catch (error) {
        end(error instanceof Error ? error : new Error("The answer could not be read.", { cause: error }));
      }
    };
    socket.on("data", take).on("close", leave).on("error", end);
  });
}

/**
 * Reads an answer piece by piece, and says when it is whole: by its length, or by the last chunk. The bodies here
 * are letters alone, so nothing else looks like that. It throws where the answer is no success.
 */
export function answerReader(): (piece: Buffer) => boolean {
  let head = "";
  let length = 0;
  let end = "";
  let whole: number | null = null;
  return (piece) => {
    length += piece.byteLength;
    end = (end + piece.subarray(-5).toString("latin1")).slice(-5);
    if (whole === null) {
      head += piece.toString("latin1");
      const headLength = head.indexOf("\r\n\r\n") + 4;
      if (headLength < 4) return false;
      whole = wholeOf(head.slice(0, headLength));
    }
    return whole === Infinity ? end === "0\r\n\r\n" : length >= whole;
  };
}

/** Bytes of an answer with this head; Infinity where only its last chunk tells. */
function wholeOf(head: string): number {
  if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(`No success, but: ${head.split("\r\n", 1)[0]}`);
  const length = /\r\ncontent-length: *([0-9]+)\r\n/i.exec(head)?.[1];
  return length === undefined ? Infinity : head.length + Number(length);
}
