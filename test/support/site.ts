/** The whole site for a browser: all mocks, and an edge with its cache on, which remembers what it has stored. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { type CacheStore, memoryStore } from "../../src/edge/index.ts";
import { serveEdge } from "../../src/edge/node.ts";
import { openSocket } from "../../src/origin-mocks/node/socket.ts";
import { startStack } from "../../src/origin-mocks/node/stack.ts";
import { accessibilityProblems, fitsSideways } from "./browser.ts";

/** What was ever given to the store, as text: fields and body. */
interface RememberingStore extends CacheStore {
  readonly stored: { readonly key: string; readonly text: string }[];
}

function rememberingStore(): RememberingStore {
  const inner = memoryStore({ maxBytes: 2 ** 26 });
  const stored: { key: string; text: string }[] = [];
  return {
    matchNow: (key, request) => inner.matchNow(key, request),
    stored,
    match: (key, request) => inner.match(key, request),
    put(key, request, record, instead) {
      if (record.kind === "response") {
        const fields = [...record.fields.flat(), ...record.origin.flat()].join("\n");
        stored.push({ key, text: `${fields}\n${new TextDecoder().decode(record.body)}` });
      }
      return inner.put(key, request, record, instead);
    },
    purge: (mark) => inner.purge(mark),
  };
}

/** Starts the site. */
export async function startSite() {
  const free = await openSocket(0, "127.0.0.1");
  await free.close();
  const url = `http://localhost:${free.port}`;
  const stack = await startStack({ websiteRoot: url, firstPort: 0 });
  const store = rememberingStore();
  const edge = await serveEdge({
    port: free.port,
    edge: { origin: stack.router.url, profile: "account", guard: "enforce", store },
  });
  return {
    url,
    stack,
    /** The addresses of what was stored. */
    storedPages: () => store.stored.map(({ key }) => key),
    /** Where any of these texts stands in what was stored. */
    storedWith: (...texts: readonly string[]) =>
      store.stored.flatMap(({ key, text }) =>
        texts.filter((one) => text.includes(one)).map((one) => `${key}: ${one}`),
      ),
    async close() {
      await edge.close();
      await stack.close();
    },
  };
}

export type Site = Awaited<ReturnType<typeof startSite>>;

/** Somebody with a keyboard and no mouse. Every page they come to is checked. */
export class Visitor {
  readonly problems: string[] = [];
  /** What is theirs alone, and was seen on the way: values of cookies and fields that nobody sees. */
  readonly secrets = new Set<string>();
  readonly context: BrowserContext;
  readonly page: Page;
  readonly #site: Site;

  constructor(site: Site, context: BrowserContext, page: Page) {
    this.#site = site;
    this.context = context;
    this.page = page;
  }

  static async come(site: Site, browser: Browser): Promise<Visitor> {
    const context = await browser.newContext();
    return new Visitor(site, context, await context.newPage());
  }

  /** @returns how the cache answered */
  async open(path: string): Promise<string> {
    const response = await this.page.goto(new URL(path, this.#site.url).href);
    await this.check();
    return response?.headers()["x-cache"] ?? "(none)";
  }

  /** Moves the focus there as a person does, and presses Enter. */
  async press(target: Locator): Promise<void> {
    await this.#reach(target);
    const loaded = this.page.waitForEvent("load");
    await this.page.keyboard.press("Enter");
    await loaded;
    await this.check();
  }

  button = (name: string | RegExp) => this.press(this.page.getByRole("button", { name }).first());
  link = (name: string | RegExp) => this.press(this.page.getByRole("link", { name }).first());

  async fill(label: string, text: string): Promise<void> {
    await this.#reach(this.page.getByLabel(label));
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.type(text);
  }

  /** Of several, the arrow keys go from one to the next. */
  async choose(label: string): Promise<void> {
    const wanted = this.page.getByLabel(label);
    await this.#reach(this.page.locator("input[type=radio]"));
    for (let presses = 0; presses < 20 && !(await wanted.isChecked()); presses += 1)
      await this.page.keyboard.press(presses === 0 ? "Space" : "ArrowDown");
  }

  /** At One Login, which they were sent to. */
  async signInAs(name: string): Promise<void> {
    await this.page.waitForURL(/\/authorize\?/);
    await this.choose(name);
    await this.button("Continue");
  }

  text = () => this.page.locator("main").innerText();

  /** The value of the account's cookie; undefined when there is none. */
  async session(): Promise<string | undefined> {
    const cookies = await this.context.cookies(this.#site.url);
    return cookies.find(({ name }) => name.endsWith("govuk_account_session"))?.value;
  }

  async check(): Promise<void> {
    this.problems.push(...(await accessibilityProblems(this.page)));
    await this.page.setViewportSize({ width: 320, height: 640 });
    if (!(await fitsSideways(this.page)))
      this.problems.push(`${this.page.url()}: scrolls sideways at 320 px`);
    await this.page.setViewportSize({ width: 1280, height: 800 });
    for (const { value } of await this.context.cookies())
      for (const part of value.split("$$", 1)) this.#keep(part);
    for (const field of await this.page.locator("input[type=hidden]").all())
      if ((await field.getAttribute("name")) === "authenticity_token") this.#keep(await field.inputValue());
  }

  #keep(secret: string): void {
    if (secret.length > 8) this.secrets.add(secret);
  }

  async #reach(target: Locator): Promise<void> {
    for (let tabs = 0; tabs < 80; tabs += 1) {
      if ((await target.and(this.page.locator(":focus")).count()) > 0) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${this.page.url()}: ${target} cannot be reached by the Tab key.`);
  }
}
