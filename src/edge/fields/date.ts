/**
 * HTTP dates (RFC 9110 §5.6.7), the one place that reads them.
 *
 * @module
 */

/** The three forms; each gives day, month, year and time of day by name. */
const forms: readonly RegExp[] = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>[0-9]{2}) (?<month>[A-Z][a-z]{2}) (?<year>[0-9]{4}) (?<time>[0-9:]{8}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>[0-9]{2})-(?<month>[A-Z][a-z]{2})-(?<year>[0-9]{2}) (?<time>[0-9:]{8}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ 0-9][0-9]) (?<time>[0-9:]{8}) (?<year>[0-9]{4})$/,
];

/**
 * Milliseconds since 1970; undefined when the text is no HTTP date, or one that does not exist.
 *
 * @param now for years of two digits: one that seems more than 50 years ahead of it is in the past
 */
export function parseDate(text: string | null, now = defaultNow): number | undefined {
  if (text === null) return undefined;
  for (const form of forms) {
    const { day, month, year, time } = form.exec(text)?.groups ?? {};
    if (day === undefined || year === undefined) continue;
    const normal = `${day.replace(" ", "0")} ${month} ${fullYear(year, now)} ${time} GMT`;
    const parsed = Date.parse(normal);
    // 30 February and 24:00:00 would be read as the day after.
    return !Number.isNaN(parsed) && formatDate(parsed).slice(5) === normal ? parsed : undefined;
  }
  return undefined;
}

/** Where nobody says what time it is, it is the year this was written. */
const defaultNow = Date.UTC(2026, 0);

function fullYear(year: string, now: number): string {
  if (year.length === 4) return year;
  const thisYear = new Date(now).getUTCFullYear();
  const full = Math.floor(thisYear / 100) * 100 + Number(year);
  return String(full > thisYear + 50 ? full - 100 : full);
}

// Each answer of a second tells the same time, and making the text costs as much as a look-up.
let last = { second: Number.NaN, text: "" };

/** An HTTP date in the preferred form. @param time milliseconds since 1970 */
export function formatDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== last.second) last = { second, text: new Date(time).toUTCString() };
  return last.text;
}
