/**
 * The three Signons. Every morning staging is replaced by a copy of production; integration stands alone.
 *
 * @module
 */
import { movableClock } from "../common/clock.ts";
import { createApp } from "./app.ts";
import type { Signon } from "./index.ts";
import { dailyJobs } from "./jobs.ts";
import { createSchedule } from "./schedule.ts";
import { createService, type Environment, type SignonOptions } from "./service.ts";

/** What the three are made of; what is not said is the same in all. */
export interface SignonsOptions extends Omit<SignonOptions, "environment" | "addressChange"> {
  /** What stands in applications' addresses in each, in place of what production has. */
  readonly addressChanges?: Partial<Record<Environment, NonNullable<SignonOptions["addressChange"]>>>;
}

/** The three, under one clock. */
export interface Signons extends Readonly<Record<Environment, Signon>> {
  /** Copies production over staging now. */
  sync(): void;
  reset(): void;
}

/** When staging is replaced, in hours of UTC. */
const MORNING = 5;

/**
 * Three Signons that begin alike.
 *
 * @example
 * const { production, staging, sync } = createSignons({ world: loadWorld() });
 */
export function createSignons(options: SignonsOptions): Signons {
  const clock = options.clock ?? movableClock();
  const service = (environment: Environment) => {
    const addressChange = options.addressChanges?.[environment];
    return createService({ ...options, clock, environment, ...(addressChange && { addressChange }) });
  };
  const [integration, staging, production] = [
    service("integration"),
    service("staging"),
    service("production"),
  ];
  const sync = () => {
    staging.tables = structuredClone(production.tables);
  };
  const schedule = createSchedule(clock, [
    ...[integration, staging, production].flatMap(dailyJobs),
    { hour: MORNING, run: sync },
  ]);
  const signons = {
    integration: createApp(integration, schedule),
    staging: createApp(staging, schedule, { sync }),
    production: createApp(production, schedule),
  };
  return {
    ...signons,
    sync,
    reset() {
      for (const signon of [signons.integration, signons.staging, signons.production]) signon.reset();
    },
  };
}
