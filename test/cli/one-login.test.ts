import { exportJWK, generateKeyPair } from "jose";
import { afterAll, expect, test } from "vitest";
import { endLeftovers, folderWith, run, start } from "./support.ts";

afterAll(endLeftovers);

test.concurrent("one-login listens on loopback, says where and what next, and answers as the simulator", async () => {
  const running = start(["one-login", "--port", "0"]);
  const [, url = ""] = await running.printed(/listens at (http:\/\/localhost:\d+)[\s\S]*Ctrl-C/);
  const discovery = await (await fetch(`${url}/.well-known/openid-configuration`)).json();
  expect(discovery).toMatchObject({ issuer: `${url}/` });
  const path =
    "/authorize?client_id=HGIOgho9HIRhgoepdIOPFdIUWgewi0jw&response_type=code&scope=openid&state=s&nonce=n";
  const callback = "http://localhost:8080/oidc/authorization-code/callback";
  const back = await fetch(`${url}${path}&redirect_uri=${callback}`, { redirect: "manual" });
  expect(back.headers.get("Location")).toMatch(/^http:\/\/localhost:8080\/.*\?code=[\w-]{43}&state=s$/);
  const { code, stdout, stderr } = await running.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Next: ");
});

test.concurrent("one-login says that others can reach it when they can", async () => {
  const running = start(["one-login", "--port", "0", "--hostname", "0.0.0.0"]);
  await running.printed(/Other machines can reach it/);
  expect((await running.stop()).code).toBe(0);
});

test.concurrent("one-login takes clients, people and signing keys from a file", async () => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const config = {
    clients: [
      {
        ClientID: "me",
        ClientName: "Bins",
        RedirectUrls: ["http://localhost/x"],
        TokenAuthMethod: "client_secret_post",
        ClientSecret: "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAA",
      },
    ],
    people: [{ id: "ada", name: "Ada", email: "ada@example.com" }],
    signingKeys: [{ ...(await exportJWK(privateKey)), kid: "my-key", role: "token" }],
  };
  const { path: folder, remove } = await folderWith({ "one-login.json": JSON.stringify(config) });
  const running = start(
    ["one-login", "--port", "0", "--config", "one-login.json", "--quiet", "--sign-in", "page"],
    {
      folder,
    },
  );
  const [, url = ""] = await running.printed(/One Login is at (\S+)\n/);
  const keys = await (await fetch(`${url}/.well-known/jwks.json`)).json();
  expect(keys).toMatchObject({ keys: [{ kid: "my-key", kty: "EC" }, { kty: "RSA" }] });
  const page = await fetch(
    `${url}/authorize?client_id=me&redirect_uri=http://localhost/x&response_type=code&scope=openid&state=s&nonce=n`,
  );
  expect(await page.text()).toContain("ada@example.com");
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    redirect_uri: "http://localhost/x",
    code: "x",
  });
  body.set("client_id", "me");
  body.set("client_secret", "wrong");
  expect(await (await fetch(`${url}/token`, { method: "POST", body })).json()).toMatchObject({
    error_description: "Invalid client secret",
  });
  expect((await running.stop()).code).toBe(0);
  await remove();
});

test.concurrent.each<[args: string[], named: string]>([
  [["--port", "many"], "port"],
  [["--config", "absent.json"], "absent.json (from flag --config) cannot be read"],
  [["--profile", "2019"], "one-login-2024-10"],
  [["--sign-in", "never"], "signIn"],
  [["--environment", "staging"], "ONE_LOGIN_ENVIRONMENT"],
  [["--environment", "production"], "must be https, and not localhost, in production"],
])("one-login %j is refused, and what is wrong is named", async (args, named) => {
  const { code, stderr } = await run(["one-login", ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(named);
});
