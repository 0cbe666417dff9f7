/**
 * Provider states of the contract with gds-api-adapters: what must be there before an interaction is tried.
 *
 * @module
 */
import { resetService, type Service } from "./service.ts";

type SetUp = (service: Service, name: string) => void;

/** What sets up each state; what stands in quotes in its name is given to it. */
const states: readonly (readonly [pattern: RegExp, setUp: SetUp])[] = [
  [/^there is a valid OAuth response$/, ({ pretence }) => Object.assign(pretence, { redirectPath: null })],
  [
    /^there is a valid OAuth response, with the redirect path '(.*)'$/,
    ({ pretence }, redirectPath) => Object.assign(pretence, { redirectPath }),
  ],
  [
    /^there is a user with subject identifier '(.+)'$/,
    (service, sub) => addUser(service, { sub, email: "user@example.com" }),
  ],
  [
    /^there is a user with email address '(.+)'$/,
    (service, email) => addUser(service, { sub: "user-id", email }),
  ],
  [/^there is a valid user session$/, (service) => addSession(service, "user@example.com")],
  [
    /^there is a valid user session, with an attribute called 'email'$/,
    (service) => addSession(service, "email@example.com"),
  ],
];

/**
 * Starts from nothing and sets up a state; without a name, nothing is what there is. email-alert-api is not asked
 * until the next reset: nobody is subscribed.
 *
 * @returns false for a state that is not known
 */
export function setUpState(service: Service, name: string | null): boolean {
  const [setUp, argument] = name === null ? [() => {}, ""] : find(name);
  if (!setUp) return false;
  resetService(service);
  service.emailAlerts.pretendNobody();
  setUp(service, argument);
  return true;
}

function find(name: string): readonly [SetUp | undefined, string] {
  for (const [pattern, setUp] of states) {
    const match = pattern.exec(name);
    if (match) return [setUp, match[1] ?? ""];
  }
  return [undefined, ""];
}

function addUser({ stores }: Service, { sub, email }: { sub: string; email: string }): void {
  stores.users.update(stores.createUser(sub), { email, emailVerified: true });
}

/** The session of the contract is no real value, so it is not read. */
function addSession(service: Service, email: string): void {
  const sub = "user-id";
  addUser(service, { sub, email });
  service.pretence.session = { userId: sub, mfa: true, idToken: null };
}
