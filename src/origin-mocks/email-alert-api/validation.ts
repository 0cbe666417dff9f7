/**
 * What a value must be, and how the API says that it is not.
 *
 * @module
 */

/** What is wrong, by field; null when it is the frequency, which has no details. */
export type Details = Readonly<Record<string, readonly string[]>> | null;

/** Something given cannot be taken: 422. */
export class ValidationFailure extends Error {
  override readonly name = "ValidationFailure";
  readonly details: Details;

  constructor(details: Details) {
    super("Unprocessable Entity");
    this.details = details;
  }
}

/** There is no such record: 404. */
export class RecordNotFound extends Error {
  override readonly name = "RecordNotFound";
}

/** How often somebody gets emails. */
export type Frequency = "immediately" | "daily" | "weekly";

const frequencies: ReadonlySet<string> = new Set<Frequency>(["immediately", "daily", "weekly"]);

/** Whether text is a frequency. */
export function isFrequency(text: string | undefined): text is Frequency {
  return text !== undefined && frequencies.has(text);
}

/** One `@`, no comma or white space, and a domain that has a dot inside or is an address in brackets. */
export function addressErrors(address: string): string[] {
  const [local, domain, ...rest] = address.split("@");
  const isAddress =
    local !== undefined &&
    local !== "" &&
    domain !== undefined &&
    rest.length === 0 &&
    !/[\s,\p{Cc}]/u.test(address) &&
    (/^[^.].*\./.test(domain) || /^\[[^\]]+\]$/.test(domain));
  return isAddress ? [] : ["is not an email address"];
}

/** A path on the website. */
export function isRootRelative(url: string): boolean {
  return /^\/(?![/\\])[^\s\p{Cc}]*$/u.test(url);
}
