/**
 * Sets of client addresses: exact ones, and ranges (RFC 4632, RFC 4291).
 *
 * @module
 */
import * as z from "zod";
import { remembered } from "../fields/remembered.ts";

/** IPv4 and IPv6 are told apart, so that `::/0` is not everybody; an IPv4-mapped address is IPv4. */
interface Address {
  readonly width: 32 | 128;
  readonly value: bigint;
}

interface Range extends Address {
  /** How many bits at the end are free. */
  readonly free: bigint;
}

/** A list of addresses (`192.0.2.1`, `2001:db8::1`) and ranges (`192.0.2.0/24`, `2001:db8::/32`). */
export const addressesSchema = z
  .array(
    z.string().refine((text) => parseRange(text) !== null, {
      error: "expected an address, or a range such as 192.0.2.0/24 or 2001:db8::/32",
    }),
  )
  .default([]);

/**
 * Whether an address is in a set. What is no address is in none.
 *
 * @param rules as {@link addressesSchema} has checked them
 */
export function addressSet(rules: readonly string[]): (address: string) => boolean {
  const ranges = rules.flatMap((rule) => parseRange(rule) ?? []);
  if (ranges.length === 0) return () => false;
  // One look-up for each length of prefix, however many ranges there are.
  const known = new Map<string, { width: number; free: bigint; prefixes: Set<bigint> }>();
  for (const { width, free, value } of ranges) {
    const kind = `${width} ${free}`;
    const entry = known.get(kind) ?? { width, free, prefixes: new Set() };
    known.set(kind, entry);
    entry.prefixes.add(value >> free);
  }
  const kinds = [...known.values()];
  const isIn = remembered((text): "yes" | "no" => {
    const address = parseAddress(withoutZone(text));
    if (address === null) return "no";
    const { width, value } = address;
    return kinds.some((kind) => kind.width === width && kind.prefixes.has(value >> kind.free)) ? "yes" : "no";
  });
  return (address) => isIn(address) === "yes";
}

/**
 * What one client has for its own, in one spelling: an IPv4 address, or the /64 of an IPv6 one, of which
 * it can take a new address for each request. What is no address stays as it is.
 *
 * @example
 * networkOf("2001:db8::1") === networkOf("2001:DB8:0:0:1::"); // true
 */
export function networkOf(text: string): string {
  const address = parseAddress(withoutZone(text));
  if (address === null) return text;
  const { width, value } = address;
  return width === 32 ? `4:${value}` : `6:${value >> 64n}`;
}

/** A zone (RFC 4007 §11) names an interface of ours, and is no part of the address. */
function withoutZone(text: string): string {
  return text.replace(/%.*$/, "");
}

function parseRange(text: string): Range | null {
  const [, written = "", bits] = /^([^/%]+)(?:\/(0|[1-9][0-9]{0,2}))?$/.exec(text) ?? [];
  const address = parseAddress(written);
  if (address === null) return null;
  const widest = written.includes(":") ? 128 : 32;
  const free = widest - (bits === undefined ? widest : Number(bits));
  return free < 0 || free > address.width ? null : { ...address, free: BigInt(free) };
}

function parseAddress(text: string): Address | null {
  const four = parseFour(text);
  if (four !== null) return { width: 32, value: four };
  const six = parseSix(text);
  if (six === null) return null;
  return six >> 32n === 0xffffn ? { width: 32, value: six & 0xffffffffn } : { width: 128, value: six };
}

/** No leading zeros: some read them as octal. */
const octet = /^(?:0|[1-9][0-9]{0,2})$/;

function parseFour(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => octet.test(part) && Number(part) < 256)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/** RFC 4291 §2.2: eight groups; `::` for a run of zeros; the last two may be written as IPv4. */
function parseSix(text: string): bigint | null {
  const [head = "", tail, more] = withoutDots(text).split("::");
  if (more !== undefined) return null;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const zeros = Array.from({ length: missing }, () => "0");
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function withoutDots(text: string): string {
  const colon = text.lastIndexOf(":");
  const four = parseFour(text.slice(colon + 1));
  if (colon < 0 || four === null) return text;
  return `${text.slice(0, colon + 1)}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
}

function groupsOf(text: string): string[] | null {
  if (text === "") return [];
  const groups = text.split(":");
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups : null;
}
