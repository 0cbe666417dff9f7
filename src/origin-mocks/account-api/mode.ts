/**
 * Whether account-api has the faults of the real one.
 *
 * @module
 */

/** `faithful`: with all known faults of the real service. `corrected`: without those that hurt somebody. */
export type Mode = "faithful" | "corrected";
