/**
 * An edge in a process of its own that can be asked about itself.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { startServer } from "../processes.ts";
import {
  filledSchema,
  type fillSchema,
  memorySchema,
  type Profile,
  portSchema,
  profileSchema,
  purgedSchema,
  type purgeSchema,
} from "./orders.ts";

/** The edge. */
export interface MeasuredEdge {
  /** Where it serves. */
  readonly port: number;
  /** @returns how many requests went on to the app */
  fill(order: z.input<typeof fillSchema>): Promise<number>;
  /** @returns milliseconds of each purge */
  purge(order: z.input<typeof purgeSchema>): Promise<readonly number[]>;
  memory(): Promise<z.output<typeof memorySchema>>;
  /** @returns what the processor did while `work` was done */
  profiled(work: () => Promise<unknown>): Promise<Profile>;
  /** Milliseconds of processor time so far; null where nobody counts. */
  cpuMilliseconds(): number | null;
  stop(): Promise<void>;
}

const file = fileURLToPath(new URL("servers/measured-edge.ts", import.meta.url));

/**
 * Starts one.
 *
 * @param cacheBytes its bound
 * @param core to stay on; null leaves that to the system
 */
export async function startMeasuredEdge(cacheBytes: number, core: number | null): Promise<MeasuredEdge> {
  const server = await startServer(file, [cacheBytes], core);
  async function told<T>(path: string, schema: z.ZodType<T>, order: object = {}): Promise<T> {
    const sent = { method: "POST", body: JSON.stringify(order) };
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, sent);
    return schema.parse(await response.json());
  }
  const { port } = await told("/port", portSchema);
  return {
    port,
    fill: async (order) => (await told("/fill", filledSchema, order)).asked,
    purge: async (order) => (await told("/purge", purgedSchema, order)).milliseconds,
    memory: () => told("/memory", memorySchema),
    async profiled(work) {
      await told("/profile/start", z.object({}));
      await work();
      return (await told("/profile/stop", profileSchema)).profile;
    },
    cpuMilliseconds: server.cpuMilliseconds,
    stop: server.stop,
  };
}
