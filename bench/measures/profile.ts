/**
 * Reading a profile of the processor.
 *
 * @module
 */
import type { Profile } from "./orders.ts";

/**
 * The share of some functions, with all that they call, of the time in which the processor did anything.
 *
 * @param isOf whether a function is one of them, by the URL of its source
 */
export function shareOf({ nodes, samples, timeDeltas }: Profile, isOf: (url: string) => boolean): number {
  const within = withCalled(nodes, ({ callFrame }) => isOf(callFrame.url));
  const idle = withCalled(nodes, ({ callFrame }) => callFrame.functionName === "(idle)");
  let busy = 0;
  let spent = 0;
  for (const [index, id] of samples.entries()) {
    // A sample lasts until the next one.
    const time = idle.has(id) ? 0 : (timeDeltas[index + 1] ?? 0);
    busy += time;
    if (within.has(id)) spent += time;
  }
  return busy === 0 ? 0 : spent / busy;
}

/** The ids of some nodes and of all below them: V8 writes those who call before those they call. */
function withCalled(
  nodes: Profile["nodes"],
  isOne: (node: Profile["nodes"][number]) => boolean,
): Set<number> {
  const found = new Set<number>();
  for (const node of nodes) {
    if (isOne(node)) found.add(node.id);
    if (found.has(node.id)) for (const child of node.children) found.add(child);
  }
  return found;
}
