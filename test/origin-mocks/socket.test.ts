import { expect, test } from "vitest";
import { openSocket } from "../../src/origin-mocks/node/socket.ts";
import { createSignon } from "../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";

/** Signon reads a body with a limit, which takes a Request that another can be made of. */
test("a body without a length is read, and a request may have none, whatever its method", async () => {
  const socket = await openSocket(0, "127.0.0.1");
  socket.serve(createSignon({ world: loadWorld() }).app);
  const url = `http://127.0.0.1:${socket.port}`;
  const body = new Blob(['{"advance": 60}']).stream();
  const chunked = await fetch(`${url}/__mock/clock`, { method: "POST", body, duplex: "half" });
  const without = await fetch(`${url}/__mock/failures`, { method: "DELETE" });
  const empty = await fetch(`${url}/__mock/reset`, { method: "POST" });
  await socket.close();
  expect([chunked.status, without.status, empty.status]).toEqual([200, 204, 204]);
});
