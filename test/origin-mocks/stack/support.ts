import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Stack, type StackOptions, startStack } from "../../../src/origin-mocks/node/stack.ts";

export const websiteRoot = "http://localhost:9080";

/** One stack for all tests of a file, reset before each. */
export function useStack(options: Partial<StackOptions> = {}): () => Stack {
  let stack: Stack | undefined;
  const now = () => {
    if (!stack) throw new Error("The stack runs while tests run.");
    return stack;
  };
  beforeAll(async () => {
    stack = await startStack({ websiteRoot, firstPort: 0, ...options });
  });
  beforeEach(() => now().reset());
  afterAll(() => stack?.close());
  return now;
}

/** Where the website is. */
export interface Site {
  /** The router's address, or an edge's. */
  readonly url: string;
  /** What the website calls itself. */
  readonly root: string;
}

export const siteOf = (stack: Stack): Site => ({ url: stack.router.url, root: websiteRoot });

/** A browser without scripts: it keeps cookies, of whatever site, and follows redirects when told. */
export function createBrowser() {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async ask(url: string, init: RequestInit = {}): Promise<Response> {
      const headers = new Headers(init.headers);
      if (cookies.size > 0) headers.set("Cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
      const response = await fetch(url, { ...init, headers, redirect: "manual" });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      return response;
    },
  };
}

/** The way of somebody who signs in from a page. @returns the answer to the callback */
export async function signIn(site: Site, person = "amina", browser = createBrowser()): Promise<Response> {
  const referer = { Referer: `${site.root}/demo/session` };
  const start = await browser.ask(`${site.url}/account`, { headers: referer });
  const authorize = start.headers.get("Location") ?? "";
  const page = await browser.ask(authorize);
  const request = /name="request" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const signedIn = page.headers.get("Location")
    ? page
    : await browser.ask(new URL("/sign-in", authorize).href, {
        method: "POST",
        body: new URLSearchParams({ request, person }),
      });
  const callback = signedIn.headers.get("Location") ?? "";
  return browser.ask(callback.replace(site.root, site.url));
}

/** Signs in. @returns the account session */
export async function sessionOf(site: Site, person?: string): Promise<string> {
  const session = (await signIn(site, person)).headers.get("GOVUK-Account-Session");
  if (session === null) throw new Error("Nobody was signed in.");
  return session;
}

/** What the page that greets says to a session. */
export async function greeting({ url }: Pick<Site, "url">, session: string): Promise<string> {
  const response = await fetch(`${url}/demo/session`, { headers: { "GOVUK-Account-Session": session } });
  return response.text();
}

/** Something asked of `/__world`. */
export async function world(stack: Stack, method: string, path: string, body?: unknown) {
  const response = await fetch(`${stack.router.url}/__world${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}
