/** Attacks, what becomes of them, and which tests prove it; as data. */

/** A test, or a play. */
interface Proof {
  readonly file: string;
  /** Words of its name, or the id of a play. */
  readonly says: string;
}

/** An attack. */
export interface Attack {
  /** What somebody does, as a sentence whose subject is "somebody". */
  readonly what: string;
  /** What becomes of it. */
  readonly becomes: string;
  readonly proofs: readonly Proof[];
}

const proof = (file: string, says: string): Proof => ({ file, says });
const play = (file: string, ...ids: readonly string[]) =>
  ids.map((id) => proof(`vcl-fixtures/cases/${file}.json`, `"id": "${id}"`));
const here = (says: string) => proof("test/tough/attacks.test.ts", says);
const poisoning = (says: string) => proof("test/tough/poisoning.test.ts", says);
const boundary = proof("test/edge/boundary.test.ts", "from a client reaches neither the app nor the key");
const others = proof(
  "test/edge/nobody-sees-another.test.ts",
  "nobody receives what was made for another's session",
);

export const attacks: readonly Attack[] = [
  {
    what: "sends a session header without a cookie",
    becomes: "the header is gone, in any spelling",
    proofs: [...play("request-spoofing", "A43", "N01"), ...play("sequences-attacks", "C14")],
  },
  {
    what: "says that a session exists, after the signed-in copy",
    becomes: "it is derived from an accepted session alone",
    proofs: [...play("request-spoofing", "A44"), ...play("sequences-attacks", "C13", "N50")],
  },
  {
    what: "fills the signed-in copy with a message of their choice",
    becomes: "session, flash and Exists come from one cookie",
    proofs: play("sequences-attacks", "C15", "N53"),
  },
  {
    what: "sends a flash beside a real session",
    becomes: "the flash is the session's own, or none",
    proofs: [...play("request-spoofing", "N06"), here("a flash beside a real session")],
  },
  {
    what: "hides the session's name in another cookie",
    becomes: "cookies are parsed; nobody is signed in",
    proofs: [...play("request-cookie-odd", "A27"), ...play("sequences-attacks", "C17")],
  },
  {
    what: "sets a twin of somebody's session cookie (session fixation)",
    becomes: "two that differ: signed out",
    proofs: [
      ...play("request-cookie-odd", "A31"),
      ...play("sequences-attacks", "N51"),
      proof("test/edge/account-cookie.test.ts", "two different values"),
      here("a session that an app puts in a cookie of its own"),
    ],
  },
  {
    what: "sends quotes, blanks or control characters in a session",
    becomes: "signed out",
    proofs: [...play("request-cookie-odd", "A20", "A21", "A22", "A23"), ...play("sequences-attacks", "N52")],
  },
  {
    what: "sends a huge cookie",
    becomes: "signed out, and an event says so",
    proofs: [here("a huge session is nobody's")],
  },
  {
    what: "leads somebody to a page of theirs that looks like a file (cache deception)",
    becomes: "no rule goes by a path's end; what a session shaped is not shared",
    proofs: [poisoning("nobody is deceived into storing a page"), poisoning("a page is no other page")],
  },
  {
    what: "waits for a page that personalises and forgets Vary",
    becomes: "it is not stored where the guard enforces, as it does by default",
    proofs: [...play("sequences-guard", "C01-enforce"), others],
  },
  {
    what: "reads a page whose Vary the app wrote in lower case",
    becomes: "it is `private` and varies by Cookie, as if it were spelt right",
    proofs: play("response-vary", "B13"),
  },
  {
    what: "visits after somebody whom an app gave a cookie or a session",
    becomes: "what sets a cookie is not stored",
    proofs: [...play("response-set-cookie", "B40", "B41"), ...play("sequences-attacks", "C19", "C20")],
  },
  {
    what: "gets an app to send a session that holds attributes of a cookie",
    becomes: "no cookie is set, nothing is stored, an event says so",
    proofs: [...play("response-session", "N28"), ...play("sequences-attacks", "N54")],
  },
  {
    what: "names a host, path, method or address by a header that the key does not know (cache poisoning)",
    becomes: "such headers are gone, in any spelling; what the app sees of a field, the key sees",
    proofs: [
      boundary,
      poisoning("no copy is poisoned by"),
      proof("test/edge/boundary.test.ts", "is in the key as the app sees it"),
    ],
  },
  {
    what: "sends variants of an A/B test of their own",
    becomes: "such headers are gone",
    proofs: play("sequences-attacks", "C22"),
  },
  { what: "chooses a mirror by Backend-Override", becomes: "the header is gone", proofs: [boundary] },
  {
    what: "says over plain http that it was TLS",
    becomes: "the connection counts, or a trusted proxy: a redirect to https",
    proofs: play("request-www", "N57", "N58"),
  },
  {
    what: "waits for a session at the assets or at a mirror",
    becomes: "neither is sent one",
    proofs: [
      proof("test/edge/www/assets.test.ts", "what is under /assets is asked without a session"),
      proof("test/node/failover.test.ts", "a mirror sees no session, cookie or credentials"),
    ],
  },
  {
    what: "waits for a session cookie that comes with a POST",
    becomes:
      "`account`: an app gets the session in its header alone. `www`: as in production it gets the cookie, too, unless `cookies.passedMethods` is `strip`",
    proofs: [here("a POST brings no session cookie")],
  },
  {
    what: "is denied, and asks on",
    becomes: "one answer, and no app or mirror is asked",
    proofs: [here("who is denied is answered at once")],
  },
  {
    what: "reads in Cache-Status, X-Cache or Age whether somebody has asked before",
    becomes: "they do: of a copy that is shared it is told; of one person's own only that person can ask",
    proofs: [others],
  },
  {
    what: "leads somebody on to another host by a redirect (open redirect)",
    becomes:
      "the edge redirects within the host that was asked; the library refuses to leave it when told so; One Login leads to registered URLs alone",
    proofs: [
      here("to https stays on the host that was asked"),
      proof("test/personalisation/redirects.test.ts", "may be %j when it must not leave"),
      proof("test/origin-mocks/one-login/authorize.test.ts", "is answered 400 on the spot"),
    ],
  },
  {
    what: "has a page of another site control a mock or the inspector, or sign in at Signon (CSRF)",
    becomes: "403",
    proofs: [
      proof("test/origin-mocks/control.test.ts", "nor by a page of another site"),
      proof("test/origin-mocks/signon/sign-in.test.ts", "takes forms from its own pages only"),
      proof("test/origin-mocks/one-login/control-room.test.ts", "is not for pages of other sites"),
      proof("test/origin-mocks/one-login/inbox.test.ts", "is not for pages of other sites"),
      proof("test/origin-mocks/stack/world-api.test.ts", "evil.example"),
      proof("test/edge/inspector.test.ts", "a page of another site that %s cannot do anything"),
    ],
  },
  {
    what: "has a page of another site send a form to a page for people (CSRF)",
    becomes: "the session's cookie does not come along: it is `SameSite=Lax`",
    proofs: [proof("test/edge/account-response.test.ts", "secure; httponly; samesite=lax; path=/")],
  },
  {
    what: "measures how long a wrong token takes",
    becomes: "tokens and passwords are compared in constant time",
    proofs: [here("secrets are compared in constant time")],
  },
  {
    what: "reads the log",
    becomes: "of a secret it has six characters and the length",
    proofs: [
      proof("test/tough/logs.test.ts", "no secret is in the log of serve"),
      proof("test/edge/boundary.test.ts", "no event holds a whole session"),
      proof("test/cli/config.test.ts", "secrets are shown by six characters and their length"),
    ],
  },
];

/** A row of the table. */
export function attackCells({ what, becomes, proofs }: Attack): string[] {
  const files = Map.groupBy(proofs, ({ file }) => file);
  const named = [...files].map(([file, all]) => {
    const ids = all.flatMap(({ says }) => /^"id": "(.*)"$/.exec(says)?.[1] ?? []);
    const link = `[${file.split("/").at(-1)}](../${file})`;
    return ids.length > 0 ? `${ids.join(", ")} in ${link}` : link;
  });
  return [what, becomes, named.join("; ")];
}
