/** One Login and services on real sockets. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import {
  createOneLogin,
  type OneLogin,
  type OneLoginOptions,
} from "../../../src/origin-mocks/one-login/index.ts";
import { options } from "./support.ts";

const closers: (() => void)[] = [];

/** Stops what listens; for `afterAll`. */
export function closeAll(): void {
  for (const close of closers) close();
}

/** Listens before it is known what is served, because the issuer names the port. */
export async function listen(app: () => Hono): Promise<string> {
  const port = await new Promise<number>((resolve) => {
    const server = serve(
      { fetch: (request) => app().fetch(request), hostname: "127.0.0.1", port: 0 },
      (info) => resolve(info.port),
    );
    closers.push(() => server.close());
  });
  return `http://127.0.0.1:${port}`;
}

export async function start(overrides: Partial<OneLoginOptions>) {
  const holder: { oneLogin?: OneLogin } = {};
  const baseUrl = await listen(() => holder.oneLogin?.app ?? new Hono());
  const clock = movableClock();
  holder.oneLogin = await createOneLogin(options({ baseUrl, clock, approval: "auto", ...overrides }));
  return { baseUrl, clock };
}

/** A browser that follows nothing. */
export async function visit(url: URL, cookie = ""): Promise<{ location: URL; cookie: string }> {
  const response = await fetch(url, { redirect: "manual", headers: { Cookie: cookie } });
  const set = response.headers.getSetCookie().map((one) => one.split(";", 1).join(""));
  return { location: new URL(response.headers.get("Location") ?? "about:blank"), cookie: set.join("; ") };
}
