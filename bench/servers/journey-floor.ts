/**
 * The least that a sign-in can cost on Node: bare node:http and node:crypto, with as many exchanges,
 * verifications and signatures as One Login, and hardly a check. Arguments: the algorithm of the tokens,
 * the service's public key.
 *
 * @module
 */
import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { service } from "../journey.ts";
import { journeyArguments, serve } from "./server.ts";

const { algorithm, publicKey } = journeyArguments();
const clientKey = createPublicKey(publicKey);
const { privateKey } =
  algorithm === "ES256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
const header = part({ alg: algorithm, typ: "JWT" });
const json = { "Content-Type": "application/json" };
/** The nonce of each code, and what each access token shows. */
const codes = new Map<string, string | null>();
const infos = new Map<string, string>();

serve((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (pathname === "/authorize") authorize(searchParams, response);
  else if (pathname === "/token") void token(request, response);
  else userinfo(request.headers.authorization ?? "", response);
});

function authorize(query: URLSearchParams, response: ServerResponse): void {
  const code = randomBytes(32).toString("base64url");
  codes.set(code, query.get("nonce"));
  response.writeHead(302, {
    Location: `${query.get("redirect_uri")}?${new URLSearchParams({ code, state: query.get("state") ?? "" })}`,
  });
  response.end();
}

async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const form = new URLSearchParams(text);
  const code = form.get("code") ?? "";
  const nonce = codes.get(code);
  codes.delete(code);
  const [head, claims, signature = ""] = (form.get("client_assertion") ?? "").split(".");
  const signed = Buffer.from(`${head}.${claims}`);
  if (nonce === undefined || !verify("sha256", signed, clientKey, Buffer.from(signature, "base64url"))) {
    response.writeHead(400, json).end('{"error":"invalid_grant"}');
    return;
  }
  const now = Math.floor(Date.now() / 1_000);
  const common = { iss: "http://127.0.0.1/", sub: "somebody", iat: now, exp: now + 120 };
  const access_token = jwt({ ...common, jti: code, client_id: service.clientId });
  const id_token = jwt({ ...common, aud: service.clientId, nonce });
  infos.set(access_token, JSON.stringify({ sub: common.sub, email: service.email }));
  response.writeHead(200, json).end(JSON.stringify({ access_token, id_token, token_type: "Bearer" }));
}

function userinfo(authorization: string, response: ServerResponse): void {
  const info = infos.get(authorization.slice("Bearer ".length));
  response.writeHead(info === undefined ? 401 : 200, json).end(info);
}

function jwt(claims: object): string {
  const signed = `${header}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
