/** An origin with a fault, and what must hold after it. */
import type { Socket } from "node:net";
import { expect } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { ClientGot } from "../../src/testing/play.ts";
import { type RimUnderTest, startRaw } from "./support.ts";

/** What no page and no event may show. */
export const secret = "a-session-nobody-may-see";

/** Asks as somebody with the secret session. */
export function get(port: number, url: string): Promise<ClientGot> {
  const headers: [string, string][] = [["Cookie", `__Host-govuk_account_session=${secret}`]];
  return sendRaw({ port, method: "GET", url, host: "localhost", headers });
}

/** An origin that is ill on /ill, and answers `well` elsewhere. */
export function startPatient(beIll: (socket: Socket) => void): Promise<number> {
  return startRaw((socket) => {
    socket.on("data", (chunk) => {
      if (chunk.toString("latin1").startsWith("GET /ill ")) beIll(socket);
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell");
    });
  });
}

export const says = (answer: string) => (socket: Socket) => void socket.write(answer);
export const saysAndCloses = (answer: string) => (socket: Socket) => void socket.end(answer);

/** Nothing was stored, nothing was told that is secret, and the edge goes on. */
export async function expectWellNext(rim: RimUnderTest): Promise<void> {
  expect(rim.store.stored).toBe(0);
  const next = await get(rim.port, "/well");
  expect([next.status, next.body]).toEqual([200, "well"]);
  expect(JSON.stringify(rim.events)).not.toContain(secret);
}
