/** Everything that the tables tell, observed. */

import { clientCases as said } from "./client-cases.ts";
import { observePlace, places } from "./fault-places.ts";
import { faults } from "./faults.ts";
import { h2Cases } from "./h2-cases.ts";
import { type ClientSeen, observeClient, observeSlow } from "./observe-client.ts";
import { type FaultSeen, observeFault } from "./observe-fault.ts";
import { observeH2 } from "./observe-h2.ts";
import { slowCases } from "./slow-cases.ts";

/** A row to observe. */
export interface Case<Seen> {
  readonly what: string;
  readonly observe: () => Promise<Seen>;
}

export const faultCases: readonly Case<FaultSeen>[] = [
  ...places.map((place) => ({ what: place.what, observe: () => observePlace(place) })),
  ...faults.map((fault) => ({ what: fault.what, observe: () => observeFault(fault) })),
];

export const clientCases: readonly Case<ClientSeen>[] = [
  ...said.map((one) => ({ what: one.what, observe: () => observeClient(one) })),
  ...slowCases.map((one) => ({ what: one.what, observe: () => observeSlow(one) })),
  ...h2Cases.map((one) => ({ what: `over HTTP/2 ${one.what}`, observe: () => observeH2(one) })),
];

export const clientCells = ({ what, gets, origin, others }: ClientSeen) => [what, gets, origin, others];
export const faultCells = ({ what, client, stored, told, next }: FaultSeen) => [
  what,
  client,
  stored,
  told,
  next,
];
