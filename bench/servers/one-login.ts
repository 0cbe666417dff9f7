/**
 * One Login as it is served on Node, with everybody approved at once. Arguments: the algorithm of its
 * tokens, the service's public key.
 *
 * @module
 */

import { openSocket } from "../../src/origin-mocks/node/socket.ts";
import { createOneLogin } from "../../src/origin-mocks/one-login/index.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";
import { service } from "../journey.ts";
import { journeyArguments, sayPort } from "./server.ts";

const { algorithm, publicKey } = journeyArguments();
const socket = await openSocket(0, "127.0.0.1");
const client = {
  ClientID: service.clientId,
  ClientName: "Bench",
  RedirectUrls: [service.redirectUri],
  Scopes: ["openid" as const, "email" as const],
  PublicKey: publicKey,
  IdTokenSigningAlgorithm: algorithm,
};
const { app } = await createOneLogin({
  baseUrl: `http://127.0.0.1:${socket.port}`,
  people: loadWorld().people,
  clients: [client],
  approval: "auto",
  readAsset: async () => undefined,
});
socket.serve(app);
sayPort(socket.port);
