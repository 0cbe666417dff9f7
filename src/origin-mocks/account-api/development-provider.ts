/**
 * What stands in for the OpenID provider on a developer's machine: nobody is asked, and the first user there
 * is has signed in.
 *
 * @module
 */
import { type Random, randomUuid } from "../common/random.ts";
import { stateOf } from "./attempts.ts";
import { LogoutTokenRefused } from "./logout-token.ts";
import type { RelyingParty } from "./relying-party.ts";
import type { Users } from "./users.ts";

/**
 * A relying party that has no provider. Any code is accepted; `with-mfa` stands for a second factor.
 *
 * @param frontend where people come back to, such as `http://frontend.dev.gov.uk`
 */
export function createDevelopmentProvider(frontend: string, users: Users, random: Random): RelyingParty {
  const root = frontend.replace(/\/$/, "");
  return {
    async authorizationUri(attempt, mfa) {
      return `${root}/sign-in/callback?state=${stateOf(attempt)}&code=${mfa ? "with-mfa" : "without-mfa"}`;
    },
    endSessionUri: async () => root,
    async exchange(code) {
      const userinfo = { email: "email@example.com", emailVerified: true, legacySubjectId: null };
      const sub = users.list()[0]?.sub ?? randomUuid(random);
      return { sub, mfa: code === "with-mfa", userinfo: async () => userinfo };
    },
    async logoutToken() {
      throw new LogoutTokenRefused("There is no provider whose tokens could be checked.");
    },
    reset() {},
  };
}
