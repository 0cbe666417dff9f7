/**
 * How long a stored response has lived, and may: as a picture, and in words.
 *
 * @module
 */
import { html } from "hono/html";
import type { StoredView } from "../observe/story.ts";
import { duration, type Html } from "./layout.ts";

const width = 300;
const longest = 3_600;

/** A bar: fresh, then stale but servable while it is revalidated, then only in place of an error; and now. */
export function freshnessBar(stored: StoredView): Html {
  const { age, lifetime, staleWhileRevalidate, staleIfError } = stored;
  // A day of stale-if-error would leave the rest too small to see.
  const revalidated = lifetime + Math.min(staleWhileRevalidate, longest);
  const rescued = Math.max(revalidated, lifetime + Math.min(staleIfError, longest));
  const whole = Math.max(rescued, Math.min(age, rescued * 2), 1);
  const at = (seconds: number) => ((Math.max(0, Math.min(seconds, whole)) / whole) * width).toFixed(1);
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="bar" viewBox="0 0 ${width} 24" preserveAspectRatio="none" role="img" aria-label="${freshnessWords(stored)}">
<rect x="0" y="6" width="${width}" height="12" fill="#e5e5e6"/>
<rect x="0" y="6" width="${at(rescued)}" height="12" fill="#ca3535"/>
<rect x="0" y="6" width="${at(revalidated)}" height="12" fill="#ffdd00"/>
<rect x="0" y="6" width="${at(lifetime)}" height="12" fill="#0f7a52"/>
<rect x="${Math.max(0, Number(at(age)) - 1.5)}" y="0" width="3" height="24" fill="#0b0c0c"/>
</svg>`;
}

/** The same in words. */
export function freshnessWords(stored: StoredView): string {
  const { kind, age, lifetime, ttl, staleWhileRevalidate, staleIfError, isPurged } = stored;
  if (kind === "pass") return `Requests pass for another ${duration(Math.max(0, ttl))}.`;
  const state =
    ttl > 0
      ? `fresh for another ${duration(ttl)}`
      : `stale for ${duration(-ttl)}${isPurged ? ", by a soft purge" : ""}`;
  const windows = [
    ...(staleWhileRevalidate > 0 ? [`${duration(staleWhileRevalidate)} more while it is revalidated`] : []),
    ...(staleIfError > 0 ? [`${duration(staleIfError)} more in place of an error`] : []),
  ];
  return `${duration(age)} old, of ${duration(lifetime)}: ${state}${windows.length > 0 ? `; then ${windows.join(", ")}` : ""}.`;
}
