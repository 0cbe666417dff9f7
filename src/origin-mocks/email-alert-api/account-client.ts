/**
 * What email-alert-api asks of account-api.
 *
 * @module
 */
import { z } from "zod";
import { type ApiClient, isStatus } from "../common/api-client.ts";

/** Who a session belongs to, as far as it is known. */
const accountUser = z.object({
  id: z.string(),
  email: z.string().nullish(),
  email_verified: z.boolean().nullish(),
  govuk_account_session: z.string().nullish(),
});
/** Who a session belongs to, as account-api says it. */
export type AccountUser = z.infer<typeof accountUser>;

/** account-api, as email-alert-api uses it. */
export interface AccountClient {
  /** @returns null when the session is not good. @throws {ApiError} for any other refusal */
  user(session: string, incoming: Headers): Promise<AccountUser | null>;
  /** @returns false when there is no such user. @throws {ApiError} */
  deleteUser(id: string): Promise<boolean>;
  /** From now on every question about a session has this answer; for contract tests. */
  pretend(answer: AccountUser | null): void;
  /** No pretence any more. */
  clear(): void;
}

/** @param ask calls account-api */
export function createAccountClient(ask: ApiClient): AccountClient {
  let pretended: AccountUser | null | undefined;
  return {
    async user(session, incoming) {
      if (pretended !== undefined) return pretended;
      try {
        return accountUser.parse(await ask("GET", "/api/user", { session, incoming }));
      } catch (error) {
        if (isStatus(error, 401)) return null;
        throw error;
      }
    },
    async deleteUser(id) {
      try {
        // Not encoded, as the real client does not.
        await ask("DELETE", `/api/oidc-users/${id}`, { body: {} });
        return true;
      } catch (error) {
        if (isStatus(error, 404)) return false;
        throw error;
      }
    },
    pretend(answer) {
      pretended = answer;
    },
    clear() {
      pretended = undefined;
    },
  };
}
