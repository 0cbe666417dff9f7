/** Whether an answer is a faithful rendering of a version for a request: status, fields, body. */
import { mayBeNotModified, type Range, ranges } from "./conditions.ts";
import { type Answer, type Lines, members, type Visit, value } from "./history.ts";
import { withheld } from "./storing.ts";
import type { Version } from "./versions.ts";

/** What is wrong with an answer that is made of this version. */
export function againstRendering(version: Version, visit: Visit, answer: Answer): string[] {
  const wrongFields = againstFields(version, answer);
  const { status } = version.base.said;
  if (answer.status === status) {
    // A 304 of the origin is for whoever asked with a condition.
    if (status === 304) return [...wrongFields, ...againstPassedNotModified(visit)];
    return [...wrongFields, ...againstMissing(version, answer), ...againstBody(version, visit, answer)];
  }
  if (answer.status === 304) {
    const permitted = mayBeNotModified(version, visit.request);
    return permitted ? wrongFields : ["304, but the condition does not hold (RFC 9110 §13.2.2)"];
  }
  const found = ranges(version, visit.method, visit.request, version.base.said.text.length);
  if (answer.status === 206)
    return found?.length ? [...wrongFields, ...againstParts(version, answer, found)] : noRange;
  if (answer.status === 416) return found?.length === 0 ? [] : noRange;
  // Whether a part may stand for the whole of which there is nothing to send is another question (§3.3).
  if (visit.method === "HEAD" && answer.status === 200 && status === 206) return wrongFields;
  return [`status ${answer.status}, stored was ${status}`];
}

const noRange = ["the range does not apply, so the whole is due (RFC 9110 §13.1.5, §14.2)"];

function againstPassedNotModified({ request }: Visit): string[] {
  const asked = value(request, "if-none-match") ?? value(request, "if-modified-since");
  return asked === null ? ["304 for a client that named no validator (RFC 9110 §15.4.5)"] : [];
}

/** Fields that a cache or proxy writes itself, or that tell of the message and not of the response. */
const ownFields = new Set([
  ...["age", "date", "via", "cache-status", "x-cache", "content-length", "content-range"],
  ...["set-cookie", "cdn-cache-control"],
]);

/** Nothing is there that the origin did not say, or said otherwise. */
function againstFields(version: Version, answer: Answer): string[] {
  const names = new Set(answer.fields.map(([name]) => name.toLowerCase()));
  return [...names]
    .filter((name) => !ownFields.has(name) && !replaced(name, answer))
    .filter(
      (name) => !sameValue(name, answer.fields, version) && !(name === "vary" && isUnited(version, answer)),
    )
    .map(
      (name) =>
        `${name}: ${value(answer.fields, name)}, the origin said ${value(version.fields, name)} (§3.2)`,
    );
}

/**
 * A cache may go on naming what selected the body at first: a Vary that a 304 narrows would give it to others. No name
 * is lost, and none is new.
 */
function isUnited({ base, updates, fields }: Version, answer: Answer): boolean {
  const names = (lines: Lines) => (value(lines, "vary") ?? "").toLowerCase().split(/\s*,\s*/);
  const said = [base, ...updates].flatMap((each) => names(each.said.fields));
  const answered = names(answer.fields);
  return (
    names(fields).every((name) => answered.includes(name)) && answered.every((name) => said.includes(name))
  );
}

function replaced(name: string, { status }: Answer): boolean {
  return (name === "content-type" && status === 206) || (name === "cache-control" && status === 416);
}

/** Nothing is missing (§4: a stored response is sent with its fields). */
function againstMissing(version: Version, answer: Answer): string[] {
  return version.fields
    .filter(
      ([name]) => !ownFields.has(name.toLowerCase()) && value(answer.fields, name.toLowerCase()) === null,
    )
    .filter(([name]) => !withheld(version.fields, false).includes(name.toLowerCase()))
    .map(([name]) => `${name} is missing (§4)`);
}

const plain = (text: string | null) => text?.replace(/\s*,\s*/g, ",").trim() ?? null;

function sameValue(name: string, fields: Lines, version: Version): boolean {
  if (name === "vary") return sameVary(fields, version);
  return plain(value(fields, name)) === plain(value(version.fields, name));
}

/** §4.1, §4.3.4: what a 304 adds to Vary counts; what it leaves out may go on counting. */
function sameVary(fields: Lines, { base, updates, fields: own }: Version): boolean {
  const names = (lines: Lines) => members(lines, "vary").map((name) => name.toLowerCase());
  const told = names(fields);
  const ever = [base, ...updates].flatMap(({ said }) => names(said.fields));
  return names(own).every((name) => told.includes(name)) && told.every((name) => ever.includes(name));
}

function againstBody({ base: { said, ...base } }: Version, visit: Visit, answer: Answer): string[] {
  const length = value(answer.fields, "content-length");
  const text = visit.method === "HEAD" || base.method === "HEAD" || said.status === 204 ? "" : said.text;
  const reasons: string[] = [];
  if (
    visit.method === "HEAD" &&
    base.method === "GET" &&
    length !== null &&
    Number(length) !== said.text.length
  ) {
    reasons.push(`Content-Length ${length} for ${said.text.length} bytes (RFC 9110 §8.6)`);
  }
  if (answer.whole === true && answer.body !== text) reasons.push(`body "${answer.body}", not "${text}"`);
  if (!text.startsWith(answer.body)) reasons.push(`"${answer.body}" is no beginning of "${text}"`);
  const told = length === null || visit.method === "HEAD" || Number(length) === answer.body.length;
  if (answer.whole === true && text !== "" && told && !said.whole) {
    reasons.push("a part is sold as the whole (§3.3)");
  }
  if (answer.whole === false && said.whole) reasons.push("the body broke off, but the origin sent all of it");
  return reasons;
}

/** RFC 9110 §15.3.7: one part is the body itself, several stand in a multipart body. */
function againstParts({ base: { said } }: Version, answer: Answer, found: readonly Range[]): string[] {
  const one = value(answer.fields, "content-range");
  if (one === null) {
    const all = found.every(([first, last]) => answer.body.includes(said.text.slice(first, last + 1)));
    return all ? [] : ["a part is missing (RFC 9110 §15.3.7.2)"];
  }
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(one);
  const [first, last, length] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  const right = length === said.text.length && answer.body === said.text.slice(first, last + 1);
  const asked = found.some(([from, to]) => from === first || to === last);
  return right && asked ? [] : [`"${answer.body}" is not ${one} (RFC 9110 §14.4)`];
}
