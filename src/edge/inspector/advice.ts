/**
 * What a developer should know of the pages that went by, though nothing went wrong.
 *
 * @module
 */
import { parseCacheControl, seconds } from "../fields/cache-control.ts";
import { fieldValue } from "../fields/fields.ts";
import type { StoredView, Story } from "../observe/story.ts";
import type { Desk } from "./desk.ts";

const session = "govuk-account-session";
/** A page with more variants than this is made for each visitor. */
const manyVariants = 100;

/** What the latest answers of the app give reason to say, a line each. */
export function adviceOfStory({ url, origin }: Story): string[] {
  const [asked] = origin;
  if (!asked?.answer) return [];
  const { received } = asked.answer;
  const control = parseCacheControl(fieldValue(received, "cache-control") ?? "");
  const isPrivate = control.has("private") || control.has("no-store");
  const path = new URL(url).pathname;
  const found: string[] = [];
  if (control.has("private") && control.has("public")) {
    found.push(
      `${path} says both private and public. private holds, and public may mislead another cache: send one of them.`,
    );
  }
  const lifetime = Math.max(seconds(control, "s-maxage") ?? 0, seconds(control, "max-age") ?? 0);
  if (fieldValue(received, "set-cookie") !== null && lifetime > 0 && !isPrivate) {
    found.push(
      `${path} sets a cookie, and says that it may be kept for ${lifetime} s. The edge does not store it; another cache would give the cookie to everybody. Send "Cache-Control: no-store" with it, or no cookie.`,
    );
  }
  return found;
}

/** What is stored gives reason to say, a line each. */
export function adviceOfStored(stored: NonNullable<ReturnType<Desk["stored"]>>): string[] {
  return stored.flatMap(({ key, count, variants }) => {
    const { pathname } = new URL(key);
    return [
      ...(count > manyVariants
        ? [
            `${pathname} has ${count} variants, and gets another for each value of ${varyOf(variants)}. Vary on less, or send "Cache-Control: no-store".`,
          ]
        : []),
      ...(variesTooMuch(variants)
        ? [
            `${pathname} varies on the whole session, but is the same for everybody who is signed in: send "Vary: GOVUK-Account-Session-Exists", and there is one copy for all of them.`,
          ]
        : []),
    ];
  });
}

function varyOf(variants: readonly StoredView[]): string {
  const [first] = variants;
  return first?.selectedBy.map(({ name }) => name).join(" and ") || "what it varies on";
}

/** Whether several people's copies are the same. */
function variesTooMuch(variants: readonly StoredView[]): boolean {
  const personal = variants.filter(
    ({ kind, selectedBy }) =>
      kind === "response" && selectedBy.some((by) => by.name === session && by.value !== null),
  );
  const bodies = new Set(personal.map(({ fingerprint }) => fingerprint));
  return personal.length > 1 && bodies.size === 1;
}
