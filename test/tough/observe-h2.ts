/** What becomes of a client of HTTP/2 that breaks the rules, of the origin, and of the others. */
import { connect } from "node:tls";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { testCertificate } from "../support/certificate.ts";
import type { H2Case } from "./h2-cases.ts";
import { saidIn } from "./h2-frames.ts";
import { around, type ClientSeen, startScene } from "./observe-client.ts";
import { withEnds } from "./stage.ts";
import { hear } from "./talk.ts";

const cut = /reset|ended/;

/** Observes a client that says bytes over HTTP/2. */
export function observeH2({ what, says, flood }: H2Case): Promise<ClientSeen> {
  return withEnds(async (ends) => {
    const { edge, seen } = await startScene(ends, { tls: await testCertificate() });
    const socket = connect({
      host: "127.0.0.1",
      port: edge.port,
      ALPNProtocols: ["h2"],
      rejectUnauthorized: false,
    });
    // A flood goes on after the first answers.
    const isOver = (bytes: Buffer) => (flood ? cut.test(saidIn(bytes).words) : saidIn(bytes).done);
    const heard = hear(socket, { patience: 8_000, until: isOver });
    socket.write(says);
    const { bytes, end } = await heard;
    const { words } = saidIn(bytes);
    // In which words a flood ends depends on who is quicker.
    const isCut = end !== "silent" || cut.test(words);
    const gets = flood ? (isCut ? "it is cut off" : "it GOES ON") : words;
    return { what: `over HTTP/2 ${what}`, gets, ...(await around(seen, () => neighbour(edge.port))) };
  });
}

async function neighbour(port: number): Promise<boolean> {
  const secure = { rejectUnauthorized: false };
  const got = await sendRaw({ port, secure, method: "GET", url: "/well", host: "www.gov.uk", headers: [] });
  return got.status === 200 && got.body === "asked for /well";
}
