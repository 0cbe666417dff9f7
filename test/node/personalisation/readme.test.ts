/** Every sample of the library's README is run, and does what the text around it says. */
import { Server } from "node:http";
import { describe, expect, it } from "vitest";
import { gathered } from "./readme-runner.ts";
import { readSamples, runSample } from "./readme-samples.ts";
import { addressOf, ask, closeAfterwards } from "./servers.ts";

closeAfterwards();
const session = "GOVUK-Account-Session";
const samples = await readSamples();
const exported = await Promise.all(samples.map(runSample));

/** What the sample under a heading exports under a name. */
function sample(heading: string, name: string): unknown {
  return exported.find((values, index) => samples[index]?.heading === heading && name in values)?.[name];
}

/** Calls what the sample has, or a method of it. */
function call(target: unknown, ...args: unknown[]): unknown {
  if (typeof target !== "function") throw new TypeError("the sample has no such function");
  return Reflect.apply(target, undefined, args);
}

function method(target: unknown, name: string): unknown {
  if (target === null || (typeof target !== "object" && typeof target !== "function"))
    throw new TypeError("the sample has no such object");
  const found: unknown = Reflect.get(target, name);
  return typeof found === "function" ? found.bind(target) : found;
}

async function answered(promised: unknown): Promise<Response> {
  const response = await promised;
  if (!(response instanceof Response)) throw new TypeError("the sample gives no response");
  return response;
}

/** Asks something with a `fetch` method. */
function send(target: unknown, path: string, value?: string, verb = "GET"): Promise<Response> {
  const headers = value === undefined ? {} : { [session]: value };
  return answered(
    call(method(target, "fetch"), new Request(`http://www.dev.gov.uk${path}`, { method: verb, headers })),
  );
}

describe("the sample for", () => {
  it("Hono greets, and leaves a message", async () => {
    const app = sample("With Hono", "app");
    expect(await (await send(app, "/", "abc")).text()).toBe("Hello again");
    expect(await (await send(app, "/")).text()).toBe("Hello");
    const subscribed = await send(app, "/subscribe", "abc", "POST");
    expect(subscribed.headers.get(session)).toBe("abc$$subscribed");
    const nobody = await send(app, "/subscribe?_ga=1", undefined, "POST");
    expect(nobody.headers.get("Location")).toBe("http://www.dev.gov.uk/account?_ga=1");
  });

  it("Express greets, and leads on", async () => {
    const address = await addressOf(server(call(method(sample("With Express", "app"), "listen"), 0)));
    const greeted = await ask(`${address}/`, "abc");
    expect(await greeted.text()).toBe("Hello again");
    expect(greeted.headers.get("Vary")).toBe(session);
    const home = await ask(`${address}/account/home?_ga=1`);
    expect(home.headers.get("Location")).toBe("https://home.account.gov.uk?_ga=1");
  });

  it("node:http greets, and is not stored with a message", async () => {
    const address = await addressOf(server(sample("With Express", "server")).listen(0, "127.0.0.1"));
    expect((await ask(address, "abc")).headers.get("Cache-Control")).toBe("max-age=300, public");
    expect((await ask(address, "abc$$f")).headers.get("Cache-Control")).toBe("no-store");
  });

  it("no framework greets", async () => {
    const response = await send(sample("With neither", "default"), "/", "abc$$f");
    expect(await response.text()).toBe("Hello again");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it("a page that needs less varies on less", async () => {
    const request = new Request("http://x/", { headers: { "GOVUK-Account-Session-Exists": "1" } });
    const response = await answered(call(sample("What caches are told", "greet"), request));
    expect(await response.text()).toBe("Hello again");
    expect(response.headers.get("Vary")).toBe("GOVUK-Account-Session-Exists, GOVUK-Account-Session-Flash");
  });

  it("messages leaves one, keeps it, and shows it once", async () => {
    const app = sample("Messages for the next page", "app");
    const saved = (await send(app, "/save", "abc", "POST")).headers.get(session) ?? "";
    const kept = (await send(app, "/settings", saved)).headers.get(session) ?? "";
    const shown = await send(app, "/", kept);
    expect([saved, kept, shown.headers.get(session)]).toEqual(["abc$$saved", "abc$$saved", "abc"]);
    expect(await shown.text()).toBe("Your changes were saved");
    expect(await (await send(app, "/", "abc$$<script>")).text()).toBe("");
  });

  it("signing out sends the new value, and ends a session that is refused", async () => {
    const answer = async (user: unknown) => {
      const request = new Request("http://x/", { headers: { [session]: "old" } });
      const getUser = async () => user;
      return answered(call(sample("Signing out, and new values", "show"), request, { getUser }));
    };
    const user = { email: "amina@example.com", govuk_account_session: "new" };
    expect((await answer(user)).headers.get(session)).toBe("new");
    expect(await (await answer(user)).text()).toBe("amina@example.com");
    const refused = await answer("unauthorised");
    expect(refused.headers.get("GOVUK-Account-End-Session")).toBe("1");
    expect(await refused.text()).toBe("Nobody");
  });

  it("URLs has analytics alone, and stays here if it must", async () => {
    const heading = "URLs, and redirects with analytics";
    expect(sample(heading, "signIn")).toBe("https://www.gov.uk/account");
    expect(sample(heading, "target")).toBe("https://www.gov.uk/account?_ga=1.2");
    const request = new Request("https://www.gov.uk/here?_ga=1");
    const back = await answered(call(sample(heading, "goBack"), request, "/there"));
    expect(back.headers.get("Location")).toBe("/there?_ga=1");
    expect(() => call(sample(heading, "goBack"), request, "//other.example")).toThrow("another host");
  });
});

it.each(gathered)("in the sample for tests, $name", async ({ run }) => {
  expect(await run()).toBeUndefined();
});

it("every sample is run by one of these", () => {
  expect(samples.map(({ heading }) => heading)).toEqual([
    "With Hono",
    "With Express",
    "With Express",
    "With neither",
    "What caches are told",
    "Messages for the next page",
    "Signing out, and new values",
    "URLs, and redirects with analytics",
    "In your tests",
  ]);
  expect(gathered).toHaveLength(4);
});

function server(value: unknown): Server {
  if (!(value instanceof Server)) throw new TypeError("the sample has no server");
  return value;
}
