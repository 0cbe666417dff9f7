/**
 * A browser without scripts in front of a running preview: it keeps the cookies of each host apart. Node only.
 *
 * @module
 */
import type { RunningPreview } from "./preview-running.ts";

/** A page as somebody sees it, after all redirects. */
export interface Visited {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Somebody's browser. */
export interface Browser {
  open(url: string, init?: RequestInit): Promise<Visited>;
  /** Sends a form. */
  send(url: string, form: Readonly<Record<string, string>>): Promise<Visited>;
  /** The cookies of a host, as a name and a value each. */
  cookies(host: string): ReadonlyMap<string, string>;
  /** Forgets them. */
  forget(host: string): void;
}

/** A browser that nobody has used before. */
export function createBrowser(preview: Pick<RunningPreview, "ask">): Browser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string) => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };

  async function once(url: string, init: RequestInit): Promise<Response> {
    const jar = jarOf(new URL(url).host);
    const headers = new Headers(init.headers);
    headers.set("Accept", "text/html");
    if (jar.size > 0) headers.set("Cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    const response = await preview.ask(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  async function open(url: string, init: RequestInit = {}): Promise<Visited> {
    let response = await once(url, init);
    let at = url;
    for (let hops = 0; response.headers.has("Location"); hops += 1) {
      if (hops > 9) throw new Error(`Redirects without end, at ${at.replace(/\?.*/, "")}`);
      at = new URL(response.headers.get("Location") ?? "", at).href;
      response = await once(at, {});
    }
    const { status, headers } = response;
    return { url: at, status, headers, body: await response.text() };
  }

  return {
    open,
    send(url, form) {
      const headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        Origin: new URL(url).origin,
      };
      return open(url, { method: "POST", headers, body: new URLSearchParams(form).toString() });
    },
    cookies: jarOf,
    forget: (host) => jars.delete(host),
  };
}

/** Signs in from a page of the demonstration, as a person of the world. @returns where that ends */
export async function signIn(browser: Browser, root: string, person = "amina"): Promise<Visited> {
  const page = await browser.open(`${root}/account`, { headers: { Referer: `${root}/demo/session` } });
  const request = /name="request" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  return browser.send(new URL("/sign-in", page.url).href, { request, person });
}
