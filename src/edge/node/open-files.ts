/**
 * How many connections there is room for among the files that the process may have open: each connection is
 * one, and so is each to an origin. Were clients given all of them, those who are connected could not be
 * answered.
 *
 * @module
 */
import { readFileSync } from "node:fs";

/** A quarter is for the origin and the process itself, which has some thirty at the start. */
const ownShare = 0.25;
const ownAtLeast = 64;

/** The part of what `ulimit -n` says that clients may take. @param files how many may be open */
export function roomForClients(files: number): number {
  return Math.max(1, files - Math.max(ownAtLeast, Math.ceil(files * ownShare)));
}

/** How many files this process may have open; no limit where the system does not say so in a file. */
export function openFilesLimit(): number {
  try {
    const [, soft = ""] = /^Max open files +(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return /^[0-9]+$/.test(soft) ? Number(soft) : Infinity;
  } catch {
    return Infinity;
  }
}
