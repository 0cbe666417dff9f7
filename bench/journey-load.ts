/**
 * The load of sign-ins, as a process of its own: on each connection one follows the other, and the last
 * line says what came of it, as load.lua does. Arguments: the server's origin, seconds, the assertion.
 *
 * @module
 */
import { Client } from "undici";
import { journey } from "./journey.ts";
import { quantileOf, spreadOf } from "./summary.ts";

const [origin = "", seconds = "", assertion = ""] = process.argv.slice(2);
const connections = 16;

const begun = performance.now();
const end = begun + Number(seconds) * 1_000;
const took: number[] = [];
let failed = 0;

await Promise.all(Array.from({ length: connections }, signInAgainAndAgain));
const microseconds = (performance.now() - begun) * 1_000;
const sorted = took.toSorted((a, b) => a - b);
const result = {
  requests: took.length,
  microseconds: Math.round(microseconds),
  failed,
  p50: Math.round(spreadOf(sorted).median),
  p99: Math.round(quantileOf(sorted, 0.99)),
};
process.stdout.write(`result ${JSON.stringify(result)}\n`);

async function signInAgainAndAgain(): Promise<void> {
  const client = new Client(origin);
  while (performance.now() < end) {
    const start = performance.now();
    try {
      await journey(client, assertion);
    } catch (error) {
      if (failed === 0) console.error(error);
      failed += 1;
    }
    took.push((performance.now() - start) * 1_000);
  }
  await client.close();
}
