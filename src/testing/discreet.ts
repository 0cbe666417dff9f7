/**
 * Messages without the sessions that nobody may see.
 *
 * @module
 */
import { masked } from "../edge/observe/mask.ts";

/** So much of a secret is one already: a long value may have been cut short before. */
const telling = 7;

/** A text with each secret masked, also where only its beginning is there. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((hidden, secret) => withoutSecret(hidden, secret), text);
}

function withoutSecret(text: string, secret: string): string {
  const head = secret.slice(0, telling);
  let hidden = "";
  let rest = text;
  for (let at = rest.indexOf(head); at >= 0; at = rest.indexOf(head)) {
    let end = at + head.length;
    while (end < rest.length && end - at < secret.length && rest[end] === secret[end - at]) end += 1;
    hidden += rest.slice(0, at) + masked(secret);
    rest = rest.slice(end);
  }
  return hidden + rest;
}
