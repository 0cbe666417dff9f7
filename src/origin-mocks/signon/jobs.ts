/**
 * What each Signon does every day by itself.
 *
 * @module
 */
import { nightlyReview } from "./accounts.ts";
import { importOrganisations } from "./organisations-import.ts";
import type { DailyJob } from "./schedule.ts";
import type { Service } from "./service.ts";

/** The review of idle accounts, and the import of organisations. */
export function dailyJobs(service: Service): DailyJob[] {
  return [
    { hour: 2, run: (at) => nightlyReview(service, at) },
    { hour: 23, run: () => importOrganisations(service.tables) },
  ];
}
