/**
 * Whether this process has little memory left: of the heap, and of what its container may use.
 *
 * @module
 */
import { getHeapStatistics } from "node:v8";

/** What is known of a process's memory, in bytes. */
export interface MemoryUse {
  readonly heap: number;
  readonly heapLimit: number;
  readonly resident: number;
  /** What the container may use; 0 where nobody says. */
  readonly constrained: number;
}

/** A part of a limit. Beyond, a heap is collected ever more often, and a container is soon ended. */
const much = 0.9;

/** What is not well, in words. @param read reads the use of now */
export function memoryTroubles(read: () => MemoryUse = memoryUse): readonly string[] {
  const { heap, heapLimit, resident, constrained } = read();
  return [
    ...over(heap, heapLimit, "the heap", "Start it with a larger --max-old-space-size, or a smaller cache."),
    // Where there is no limit, some systems give a number larger than any memory.
    ...over(resident, constrained, "what the container may use", "Give it more, or a smaller cache."),
  ];
}

function over(used: number, limit: number, of: string, advice: string): string[] {
  if (limit <= 0 || used <= limit * much) return [];
  return [`memory: ${Math.round((used / limit) * 100)} % of ${of} is used. ${advice}`];
}

function memoryUse(): MemoryUse {
  const { used_heap_size: heap, heap_size_limit: heapLimit } = getHeapStatistics();
  return { heap, heapLimit, resident: process.memoryUsage.rss(), constrained: process.constrainedMemory() };
}
