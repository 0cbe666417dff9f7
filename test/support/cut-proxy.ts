/**
 * A way to a port that a test cuts and mends. Node only.
 *
 * @module
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A proxy of bytes. */
export interface CutProxy {
  readonly port: number;
  /** Ends all connections, and takes no more. */
  cut(): void;
  mend(): void;
  /** Nothing more comes or goes on the connections there are, and none of them ends. */
  freeze(): void;
  close(): void;
}

/** Starts one before a port of loopback. */
export async function startCutProxy(target: number): Promise<CutProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  function hold(socket: Socket): Socket {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    return socket;
  }
  function cut(): void {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  }
  const server = createServer((near) => {
    hold(near);
    if (isCut) {
      near.destroy();
      return;
    }
    const far = hold(connect(target, "127.0.0.1"));
    near.pipe(far).pipe(near);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy is not on a port.");
  return {
    port: address.port,
    cut,
    freeze() {
      for (const socket of sockets) socket.unpipe().removeAllListeners("end").pause();
    },
    mend() {
      isCut = false;
    },
    close() {
      cut();
      server.close();
    },
  };
}
