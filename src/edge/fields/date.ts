/**
 * HTTP dates (RFC 9110 §5.6.7), the one place that reads them.
 *
 * @module
 */

const imfFixdate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$/;
const rfc850 = /^[A-Z][a-z]{5,8}, [0-9]{2}-[A-Z][a-z]{2}-[0-9]{2} [0-9:]{8} GMT$/;
const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [0-9]{4}$/;

/** Milliseconds since 1970; undefined when the text is no HTTP date. */
export function parseDate(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!imfFixdate.test(text) && !rfc850.test(text) && !asctime.test(text)) return undefined;
  // asctime has no zone and would be read as local time.
  const time = Date.parse(asctime.test(text) ? `${text} GMT` : text);
  return Number.isNaN(time) ? undefined : time;
}

/** An HTTP date in the preferred form. */
export function formatDate(time: number): string {
  return new Date(time).toUTCString();
}
