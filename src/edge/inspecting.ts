/**
 * All that looking at an edge takes: apart, so that a bundle for an edge that is never looked at has none of it.
 *
 * @module
 */
import { createInspection } from "./inspection.ts";
import { createInspector } from "./inspector/inspector.ts";

/** What makes an edge one that is looked at. */
export interface Inspecting {
  readonly createInspection: typeof createInspection;
  readonly createInspector: typeof createInspector;
}

/** With all its pages. */
export const inspecting: Inspecting = { createInspection, createInspector };
