/** Which values of a request or an answer are secrets. */

/** Shorter ones are shown by their length alone, and could be words. */
const shortest = 13;

/** What lets somebody in, in a query or a form. */
const secretParameter =
  /(?:^|[?&#])(?:code|state|nonce|token|access_token|id_token|id_token_hint|logout_token|refresh_token|client_assertion|client_secret|request|password)=([^&#\s]*)/gi;

/** The secrets of a header field. */
export function secretsOfField(name: string, value: string): string[] {
  switch (name.toLowerCase()) {
    case "cookie":
      return value
        .split(";")
        .filter((pair) => pair.includes("="))
        .map(afterEquals)
        .filter(isLong);
    case "set-cookie":
      return [afterEquals(value.split(";", 1)[0] ?? "")].filter(isLong);
    case "authorization":
    case "proxy-authorization":
      return secretsOfAuthorization(value).filter(isLong);
    case "govuk-account-session":
    case "fastly-key":
      return value.split("$$", 1).filter(isLong);
    default:
      return secretsOfText(value);
  }
}

/** The secrets of a URL or a form. */
export function secretsOfText(text: string): string[] {
  return [...text.matchAll(secretParameter)].map(([, value = ""]) => value).filter(isLong);
}

export function isLong(secret: string): boolean {
  return secret.length >= shortest;
}

function afterEquals(pair: string): string {
  return pair.slice(pair.indexOf("=") + 1).trim();
}

function secretsOfAuthorization(value: string): string[] {
  const [scheme = "", credentials = ""] = value.split(" ", 2);
  if (scheme.toLowerCase() !== "basic") return [credentials];
  const password = Buffer.from(credentials, "base64").toString().split(":").slice(1).join(":");
  return [credentials, password];
}
