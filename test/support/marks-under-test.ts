/** The marks of one process, with a clock of its own. */
import type { PurgeScope } from "../../src/edge/index.ts";
import {
  createSharedMarks,
  type ForeignMark,
  type SharedMarksOptions,
} from "../../src/edge/stores/shared-marks.ts";
import { sharedBackend } from "./shared-backend.ts";

export const key = "https://www.gov.uk/page";
export const noon = Date.UTC(2026, 0, 1, 12);
const long = noon - 86_400_000;

export async function marksOver(backend = sharedBackend(long), options: Partial<SharedMarksOptions> = {}) {
  let time = noon;
  const heard: ForeignMark[] = [];
  const marks = createSharedMarks({ log: backend.log, now: () => time, ...options });
  marks.subscribe((mark) => heard.push(mark));
  await marks.catchUp().catch(() => undefined);
  heard.length = 0;
  const purge = (scope: PurgeScope, soft = false) => marks.purge({ scope, soft, time });
  /** What the marks say of something that was asked for then. */
  const says = (askedAt: number, tags: string[] = ["k"]) =>
    marks.verdict({ askedAt, bodyAskedAt: askedAt, tags }, key);
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { backend, marks, heard, purge, says, pass };
}
