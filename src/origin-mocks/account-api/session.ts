/**
 * The account session: what the opaque value in `GOVUK-Account-Session` stands for. There is no table of
 * sessions; the value itself is the session, and every issue of it is a different text.
 *
 * @module
 */
import { z } from "zod";
import type { Seal } from "../common/seal.ts";

/** Somebody who is signed in. */
export interface Session {
  /** The subject identifier (`sub`). */
  readonly userId: string;
  /** Signed in with a second factor. */
  readonly mfa: boolean;
  /** Null since sessions are kept small; carried through if an old one has it. */
  readonly idToken: string | null;
  /**
   * Corrected mode: when the person signed in, in milliseconds since 1970. The real service does not note it,
   * so that no session ever grows old.
   */
  readonly signedInAt?: number | undefined;
}

/** Writes and reads session values. */
export interface SessionCodec {
  encode(session: Session): Promise<string>;
  /**
   * Reads the value of the request header; what follows the first `$$` is a flash, for others to read.
   *
   * @returns null when there is no session, or not one of the present form
   */
  decode(value: string | undefined): Promise<Session | null>;
}

/** Five fields, and a sixth in corrected mode. A session without the two fixed ones is too old to be taken. */
const sealedSession = z.object({
  id_token: z.string().nullish(),
  user_id: z.string().min(1),
  digital_identity_session: z.literal(true),
  mfa: z.boolean().nullish(),
  version: z.literal(1),
  signed_in_at: z.number().optional(),
});

/** Sessions under one seal. */
export function createSessionCodec(seal: Seal): SessionCodec {
  return {
    encode({ userId, mfa, idToken, signedInAt }) {
      const fields = { id_token: idToken, user_id: userId, digital_identity_session: true, mfa, version: 1 };
      return seal.seal(JSON.stringify({ ...fields, signed_in_at: signedInAt }));
    },
    async decode(value) {
      const opaque = value?.split("$$", 1)[0]?.trim();
      const text = opaque ? await seal.open(opaque) : null;
      const session = sealedSession.safeParse(parse(text));
      if (!session.success) return null;
      const { user_id: userId, mfa, id_token: idToken, signed_in_at: signedInAt } = session.data;
      return {
        ...{ userId, mfa: mfa ?? false, idToken: idToken ?? null },
        ...(signedInAt !== undefined && { signedInAt }),
      };
    },
  };
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
