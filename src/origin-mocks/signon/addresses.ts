/**
 * Addresses of applications, as they are in this environment: a copied database has those of another.
 *
 * @module
 */
import type { Service } from "./service.ts";

/** The address with this environment's part in it; changed when it is read, never in the tables. */
export function addressIn({ addressChange }: Service, address: string | null): string | null {
  if (address === null || addressChange === null) return address;
  const { from, to } = addressChange;
  // "staging.example" holds "example": what was changed before is not changed again.
  return address.includes(to) ? address : address.replaceAll(from, () => to);
}
