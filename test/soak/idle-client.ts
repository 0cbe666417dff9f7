/**
 * A process that holds idle connections: each asks once, and then says nothing. How many, and to which port,
 * stand in its arguments; it says when it has them, and how many are left when a line comes in.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import { z } from "zod";

const [port, count] = z
  .tuple([z.coerce.number().int(), z.coerce.number().int()])
  .parse(process.argv.slice(2));
const sockets: Socket[] = [];

/** Resolves when it was answered, or turned away. */
function hold(): Promise<unknown> {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  sockets.push(socket);
  socket.write("GET /idle HTTP/1.1\r\nHost: www.gov.uk\r\n\r\n");
  return new Promise((resolve) => socket.once("data", resolve).once("close", resolve));
}

while (sockets.length < count) {
  await Promise.all(Array.from({ length: Math.min(100, count - sockets.length) }, hold));
}
const open = () => sockets.filter((socket) => !socket.destroyed && socket.bytesRead > 0).length;
console.log(`holds ${open()}`);
process.stdin.once("data", () => {
  console.log(`keeps ${open()}`);
  process.exit();
});
