/** Everything that the tables tell, observed. */
import { observePlace, places } from "./fault-places.ts";
import { faults } from "./faults.ts";
import { type FaultSeen, observeFault } from "./observe-fault.ts";

/** A row to observe. */
export interface Case<Seen> {
  readonly what: string;
  readonly observe: () => Promise<Seen>;
}

export const faultCases: readonly Case<FaultSeen>[] = [
  ...places.map((place) => ({ what: place.what, observe: () => observePlace(place) })),
  ...faults.map((fault) => ({ what: fault.what, observe: () => observeFault(fault) })),
];

export const faultCells = ({ what, client, stored, told, next }: FaultSeen) => [
  what,
  client,
  stored,
  told,
  next,
];
