/** Pages with faults, of every kind and each in several ways. */
import { fragile } from "./planted-fragile.ts";
import { leaks } from "./planted-leaks.ts";
import { waste } from "./planted-waste.ts";
import type { Planted } from "./site.ts";

/** All pages with faults. */
export const faults: readonly Planted[] = [...leaks, ...fragile, ...waste];
