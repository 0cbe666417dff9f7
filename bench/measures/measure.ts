/**
 * A measure that is not requests a second.
 *
 * @module
 */
import type { Plan } from "../rounds.ts";
import type { Workload } from "../workloads.ts";
import type { Finding } from "./finding.ts";

/** How long, where, and whether a first impression is enough. */
export interface MeasurePlan extends Plan {
  readonly quick: boolean;
}

/** A measure, which says what it does while it does it. */
export interface Measure extends Workload {
  /** What it has to come to, for a table; its findings say which of them it is. */
  readonly must: string;
  run(plan: MeasurePlan, say: (line: string) => void): Promise<readonly Finding[]>;
}
