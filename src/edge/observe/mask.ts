/**
 * Secrets as they may be shown in a log or on a page.
 *
 * @module
 */

/**
 * A secret's first six characters and its length. One of twelve characters or fewer shows its length
 * alone, for six would be half of it or more.
 *
 * @example masked("abcdefghijklmnop"); // "abcdef… (16 characters)"
 */
export function masked(secret: string): string {
  const shown = secret.length > 12 ? secret.slice(0, 6) : "";
  return `${shown}… (${secret.length} characters)`;
}

/** Query parameters that let whoever has them in: of OpenID Connect, and of links sent by email. */
const secretParameter =
  /([?&](?:code|state|nonce|token|access_token|id_token|id_token_hint|logout_token|refresh_token|client_assertion|client_secret|request|password)=)([^&]*)/gi;

/** A path and query whose secrets are masked. */
export function maskedTarget(target: string): string {
  if (!target.includes("?")) return target;
  return target.replace(secretParameter, (_all, name: string, value: string) => name + masked(value));
}

/**
 * A header field whose secrets are masked: names of cookies stay, and so does what follows a cookie's value.
 *
 * @example maskedField("Cookie", "a=abcdefghijklmnop"); // "a=abcdef… (16 characters)"
 */
export function maskedField(name: string, value: string): string {
  switch (name.toLowerCase()) {
    case "cookie":
      return value.replace(
        /([^=;]*=)([^;]*)/g,
        (_all, cookie: string, secret: string) => cookie + masked(secret),
      );
    case "set-cookie":
      return value.replace(
        /^([^=;]*=)([^;]+)/,
        (_all, cookie: string, secret: string) => cookie + masked(secret),
      );
    case "authorization":
    case "proxy-authorization":
      return value.replace(/^(\S+ )?(.*)$/, (_all, scheme = "", secret = "") => scheme + masked(secret));
    case "govuk-account-session":
      return masked(value);
    default:
      return maskedTarget(value);
  }
}
