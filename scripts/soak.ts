/**
 * `npm run soak`: people sign in, browse and sign out for a long time while all kinds of things go wrong.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { idle } from "../test/soak/idle.ts";
import { soak } from "../test/soak/soak.ts";

const help = `
Examples:
  $ npm run soak
  $ npm run soak -- --seconds 60 --people 50 --seed 7
  $ npm run soak -- --idle 20000 --workers 2

It exits with 1 when anybody got what was another's, or a change of a session was lost; with --idle,
when a connection was turned away or lost. Each process of serve holds three quarters of what ulimit -n says.

What next:
  docs/reliability.md says what faults there are, and what becomes of each.`;

const whole = z.coerce.number().int().min(1).max(100_000);
const flags = z.object({
  ...{ seconds: whole, people: whole, seed: whole },
  ...{ idle: whole.optional(), workers: whole },
});

const command = new Command("soak")
  .description(
    "Soaks the edge: mixed load, purges, a failing origin and a jumping clock; each answer is checked.",
  )
  .option("--seconds <count>", "for how long", "600")
  .option("--people <count>", "how many", "200")
  .option("--seed <number>", "of what looks like chance", "1")
  .option("--idle <count>", "in place of all that, has so many connections idle")
  .option("--workers <count>", "with --idle: in how many processes of serve", "1")
  .addHelpText("after", help)
  .parse();

const { seconds, people, seed, ...others } = flags.parse(command.opts());
process.exitCode = (others.idle === undefined ? await beSoaked() : await beIdle(others.idle)) ? 0 : 1;

async function beSoaked(): Promise<boolean> {
  console.log(`${people} people for ${seconds} s, seed ${seed}.`);
  const report = await soak({ seconds, people, seed, progress: (line) => console.log(`  ${line}`) });
  const { requests, hits, atOrigin, failures, faults, purges, jumps, wrong, lost, slope } = report;
  for (const line of [...wrong.slice(0, 10), ...lost.slice(0, 10)]) console.log(`WRONG: ${line}`);
  console.log(`requests            ${requests} (${hits} hits, ${atOrigin} at the origin)
faults injected     ${faults} requests, ${purges} purges, ${jumps} jumps of the clock
answered with error ${failures}
wrong responses     ${wrong.length}
lost changes        ${lost.length}
heap in the second half: ${slope.toFixed(2)} MB a minute`);
  return wrong.length + lost.length === 0;
}

async function beIdle(count: number): Promise<boolean> {
  const { held, left, kilobytesEach, answers } = await idle(count, others.workers);
  const at = (share: number) => `${answers[Math.floor(share * (answers.length - 1))]?.toFixed(1)} ms`;
  const somebody =
    answers.length > 0
      ? `was answered ${answers.length} times, in ${at(0.5)} (median), ${at(0.99)} (99 of 100)`
      : "was not asked for: it is full. More --workers have more room, or a higher ulimit -n.";
  console.log(`idle connections    ${held} of ${count}, ${left} of them to the end
memory for each     ${kilobytesEach.toFixed(1)} kB
somebody else       ${somebody}`);
  return left === count;
}
