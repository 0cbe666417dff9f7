/** What the gem does, as data: what a request brings, what is asked for, and what the response says. */

/** One request to the app of gem-app.ts. */
export interface GemCase {
  readonly sentence: string;
  /** The session header of the request. */
  readonly session?: string;
  readonly method?: "POST";
  readonly path: string;
  readonly status: number;
  readonly body?: string;
  /** The response headers; null for one that must not be there. */
  readonly headers: Readonly<Record<string, string | null>>;
}

const session = "GOVUK-Account-Session";
const endSession = "GOVUK-Account-End-Session";
const vary = { Vary: session };

const untouched = { ...vary, [session]: null, [endSession]: null, "Cache-Control": null };
const sent = (value: string | null) => ({ ...untouched, [session]: value, "Cache-Control": "no-store" });
const ended = (value: string | null = null) => ({ ...sent(value), [endSession]: "1" });
const shows = (account_session_header: string | null, ...flash: string[]) => {
  const logged_in = account_session_header !== null && account_session_header !== "";
  return JSON.stringify({ logged_in, account_session_header, flash });
};

/** The gem's own test cases of its controller. */
const ownCases: readonly GemCase[] = [
  {
    sentence: "nobody is shown nothing of a session",
    path: "/show",
    status: 200,
    body: shows(null),
    headers: untouched,
  },
  {
    sentence: "who is signed in is shown it, in a page that may be stored",
    session: "foo",
    path: "/show",
    status: 200,
    body: shows("foo"),
    headers: untouched,
  },
  {
    sentence: "a message is taken out of the session",
    session: "foo$$flash",
    path: "/show",
    status: 200,
    body: shows("foo", "flash"),
    headers: sent("foo"),
  },
  {
    sentence: "a new session is sent",
    method: "POST",
    path: "/update?new_session_header=bar",
    status: 204,
    body: "",
    headers: sent("bar"),
  },
  {
    sentence: "messages are kept",
    session: "foo$$flash,messages",
    method: "POST",
    path: "/update?keep_flash=1",
    status: 204,
    body: "",
    headers: sent("foo$$flash,messages"),
  },
  {
    sentence: "a message is added, and those that came are gone",
    session: "foo$$flash,messages",
    method: "POST",
    path: "/update?add_to_flash=new-flash-message",
    status: 204,
    body: "",
    headers: sent("foo$$new-flash-message"),
  },
  {
    sentence: "a session ends",
    method: "POST",
    path: "/delete",
    status: 204,
    body: "",
    headers: ended(),
  },
];

/** What each value of the request header is read as: who that is, with which messages, and what is sent. */
const readings: readonly [
  value: string | undefined,
  session: string | null,
  flash: string[],
  response: object,
][] = [
  [undefined, null, [], untouched],
  ["", null, [], untouched],
  [" ", null, [], untouched],
  ["$$", null, [], untouched],
  ["abc", "abc", [], untouched],
  ["abc$$", "abc", [], untouched],
  ["abc$$f", "abc", ["f"], sent("abc")],
  ["abc$$f,g", "abc", ["f", "g"], sent("abc")],
  ["abc$$f,f", "abc", ["f"], sent("abc")],
  ["abc$$f,", "abc", ["f"], sent("abc")],
  ["abc$$f$$g", "abc", ["f"], sent("abc")],
  ["abc$$,f", "abc", ["", "f"], sent("abc")],
  ["abc$$bad message!", "abc", ["bad message!"], sent("abc")],
  ["$$f", "", ["f"], sent("")],
  ["YWJjZA==", "YWJjZA==", [], untouched],
  ["YWJjZA==$$f", "YWJjZA==", ["f"], sent("YWJjZA==")],
  ["abc%3D%24%24f", "abc%3D%24%24f", [], untouched],
];

/** What becomes of a session when several things are done in turn. */
const steps: readonly [value: string | undefined, steps: string, response: object][] = [
  ["abc", "set:xyz", sent("xyz")],
  ["abc", "send", sent("abc")],
  [undefined, "send", sent(null)],
  [undefined, "set:xyz", sent("xyz")],
  ["abc$$a", "set:xyz,keep", sent("xyz$$a")],
  ["abc$$a", "keep,set:xyz", sent("xyz$$a")],
  ["abc$$a", "keep,add:b", sent("abc$$a,b")],
  ["abc$$a,b", "keep,add:new", sent("abc$$a,b,new")],
  ["abc$$a,b", "add:new,keep", sent("abc$$a,b,new")],
  ["abc$$bad message!", "keep", sent("abc$$bad message!")],
  ["abc", "keep", sent("abc")],
  ["abc$$old", "add:x,add:y,add:bad!msg,add:x", sent("abc$$x,y")],
  ["abc", "add:bad message", untouched],
  ["abc", "add:", untouched],
  [undefined, "add:b", sent("$$b")],
  ["abc", "logout", ended()],
  ["abc$$a", "logout", ended("abc")],
  ["abc", "add:x,logout", ended("abc$$x")],
  ["abc", "add:x,logout,add:y", ended("$$x,y")],
  ["abc", "logout,set:xyz", ended("xyz")],
  ["abc", "set:xyz,logout", ended("xyz")],
  ["abc", "logout,send", ended()],
  ["$&$1", "add:f", sent("$&$1$$f")],
];

/** A redirect to `https://example.com?keep=this`. */
const redirects: readonly [query: string, added: string][] = [
  ["", ""],
  ["?_ga=abc123", "&_ga=abc123"],
  ["?cookie_consent=reject", "&cookie_consent=reject"],
  ["?cookie_consent=reject&_ga=abc123", "&_ga=abc123&cookie_consent=reject"],
  ["?_ga=abc123&unknown=1", "&_ga=abc123"],
  ["?_ga=&cookie_consent=", "&_ga=&cookie_consent="],
  ["?_ga[]=1&cookie_consent[a]=b", ""],
  ["?_ga=1&_ga=2", "&_ga=2"],
  ["?_ga=a%26b%3Dc%20d", "&_ga=a&b=c d"],
  ["?_ga=a%0d%0aSet-Cookie:%20x", "&_ga=aSet-Cookie: x"],
];

/** All of it, to be asked of every way an app can use the library. */
export const gemCases: readonly GemCase[] = [
  ...ownCases,
  ...readings.map(([value, read, flash, response]) => ({
    sentence: `the header ${JSON.stringify(value)} is read`,
    ...(value === undefined ? {} : { session: value }),
    path: "/show",
    status: 200,
    body: shows(read, ...flash),
    headers: { ...response },
  })),
  ...steps.map(([value, list, response]) => ({
    sentence: `with ${JSON.stringify(value)}, ${list} is done`,
    ...(value === undefined ? {} : { session: value }),
    path: `/steps?${new URLSearchParams(list.split(",").map((step) => ["do", step]))}`,
    status: 200,
    headers: { ...response },
  })),
  ...redirects.map(([query, added]) => ({
    sentence: `a redirect with ${JSON.stringify(query)} leads on`,
    path: `/redirect${query}`,
    status: 302,
    body: "",
    headers: { ...untouched, Location: `https://example.com?keep=this${added}` },
  })),
  {
    sentence: "a message is consumed by a redirect too",
    session: "abc$$f",
    path: "/redirect",
    status: 302,
    headers: { ...sent("abc"), Location: "https://example.com?keep=this" },
  },
  {
    sentence: "a page that only reads the session may be stored as long as it says",
    session: "abc",
    path: "/cacheable",
    status: 200,
    headers: { ...untouched, "Cache-Control": "max-age=300, public", Vary: `Accept, ${session}` },
  },
  {
    sentence: "a page with a message is not stored, whatever it says",
    session: "abc$$f",
    path: "/cacheable",
    status: 200,
    headers: { ...sent("abc"), Vary: `Accept, ${session}` },
  },
];
