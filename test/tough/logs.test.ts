/** Nothing that lets anybody in stands in a log, whatever is asked and whatever goes wrong. */
import { afterAll, test } from "vitest";
import { endLeftovers, startServe } from "../cli/support.ts";
import { listenRaw, withEnds } from "./stage.ts";
import { talk } from "./talk.ts";

afterAll(endLeftovers);

const secrets = {
  session: "session-of-somebody-whole",
  refused: "session-with-a-quote-whole",
  given: "session-that-the-app-gives",
  bad: "session-that-is-none-at-all",
  cookie: "cookie-of-the-app-for-one",
  bearer: "bearer-token-of-a-program",
  password: "password-of-the-whole-site",
  purging: "token-that-purges-anything",
  monitoring: "token-that-sees-all-of-it",
  wrong: "token-that-is-not-the-right",
  code: "code-of-an-authorization-x",
  uploaded: "password-in-a-posted-form",
};

const answers = new Map([
  ["/given", `200 OK\r\nGOVUK-Account-Session: ${secrets.given}\r\nContent-Length: 2\r\n\r\nok`],
  ["/bad", `200 OK\r\nGOVUK-Account-Session: ${secrets.bad} ;\r\nContent-Length: 2\r\n\r\nok`],
  ["/cookie", `200 OK\r\nSet-Cookie: a=${secrets.cookie}\r\nContent-Length: 2\r\n\r\nok`],
  ["/torn", `200 OK\r\nContent-Length: 9\r\n\r\n${secrets.given}`.slice(0, 60)],
  ["/no-http", `${secrets.given}\x01\r\n`],
]);

const asks = (token: string) => {
  const basic = btoa(`gds:${secrets.password}`);
  const lines = [
    `Cookie: __Host-govuk_account_session=${secrets.session}; a=${secrets.cookie}`,
    `Cookie: __Host-govuk_account_session="${secrets.refused}"`,
    `Authorization: Bearer ${secrets.bearer}`,
    `Authorization: Basic ${basic}`,
    `GOVUK-Account-Session: ${secrets.session}`,
    `Fastly-Key: ${token}`,
    `Authorization: Bearer ${token}`,
  ];
  const paths = [
    ...answers.keys(),
    `/x?code=${secrets.code}&state=${secrets.code}`,
    "/__edge/health",
    "/__edge/metrics",
  ];
  const requests = paths.flatMap((path) => lines.map((line) => `GET ${path} HTTP/1.1\r\n${line}`));
  const purges = lines.map((line) => `PURGE /x?token=${secrets.code} HTTP/1.1\r\n${line}`);
  const post = `POST /x HTTP/1.1\r\nContent-Length: ${secrets.uploaded.length}`;
  const broken = `GET /x HTTP/1.1\r\nCookie: __Host-govuk_account_session=${secrets.session}\0`;
  return [...requests, ...purges, post, broken];
};

test.concurrent.for([
  { reader: "people", flags: [] },
  { reader: "programs", flags: ["--json"] },
])("no secret is in the log of serve for $reader", async ({ flags }, { expect }) => {
  await withEnds(async (ends) => {
    const port = await listenRaw(ends, (socket) =>
      socket.on("data", (chunk: Buffer) => {
        const path = String(chunk).split(" ")[1]?.split("?")[0] ?? "";
        socket.end(`HTTP/1.1 ${answers.get(path) ?? "200 OK\r\nContent-Length: 2\r\n\r\nok"}`);
      }),
    );
    const variables = {
      GOVUK_EDGE_PURGE_TOKEN: secrets.purging,
      GOVUK_EDGE_MONITORING_TOKEN: secrets.monitoring,
    };
    const serve = await startServe(["--origin", `http://127.0.0.1:${port}`, ...flags], { variables });
    for (const token of [secrets.wrong, secrets.purging, secrets.monitoring]) {
      await Promise.all(
        asks(token).map((ask) => {
          const body = ask.startsWith("POST") ? secrets.uploaded : "";
          return talk(
            Number(new URL(serve.url).port),
            `${ask}\r\nHost: www.gov.uk\r\nConnection: close\r\n\r\n${body}`,
          );
        }),
      );
    }
    const { stdout, stderr } = await serve.stop();
    const log = stdout + stderr;
    expect(log).toContain("/no-http");
    expect(log.length).toBeGreaterThan(10_000);
    for (const secret of Object.values(secrets)) expect(log).not.toContain(secret);
    for (const secret of Object.values(secrets)) expect(log).not.toContain(btoa(`gds:${secret}`));
  });
});
