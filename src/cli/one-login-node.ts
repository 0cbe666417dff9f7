/**
 * What One Login needs of Node when it runs alone: Argon2id, which Web Crypto does not have.
 *
 * @module
 */
import * as crypto from "node:crypto";
import type { Argon2id } from "../origin-mocks/one-login/index.ts";
import { CommandFailure } from "./errors.ts";

/** Argon2id of Node 24.7 and newer. */
export const nodeArgon2id: Argon2id = (input) => {
  const { secret: message, salt: nonce, memory, passes, parallelism, tagLength } = input;
  // Older Node has no such function, whatever the types say.
  if (!("argon2" in crypto)) {
    throw new CommandFailure("Client secrets need Node 24.7 or newer, which has Argon2id.", 1);
  }
  return new Promise((resolve, reject) => {
    const parameters = { message, nonce, memory, passes, parallelism, tagLength };
    crypto.argon2("argon2id", parameters, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
};
