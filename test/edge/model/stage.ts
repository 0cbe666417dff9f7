/** Performs a script with the real edge, and writes down all that happens. */
import { OriginError } from "../../../src/edge/index.ts";
import { type EdgeUnderTest, edgeUnderTest } from "../../support/edge-under-test.ts";
import type { Asked } from "../../support/memory-origin.ts";
import type { Answer, Exchange, History, Lines, Moment, Visit } from "./history.ts";
import { saidTo } from "./saying.ts";
import type { Asking, Saying, Step } from "./script.ts";

interface Pending {
  readonly exchange: Exchange;
  readonly land: () => void;
}

/** A play under way. */
export interface Stage {
  readonly history: History;
  perform(steps: readonly Step[]): Promise<void>;
  /** The origin answers everything, and all bodies end. */
  finish(): Promise<void>;
}

export function openStage(): Stage {
  const history: History = { visits: [], exchanges: [] };
  const script = new Map<number, Saying>();
  const pending: Pending[] = [];
  const bodies: (() => void)[] = [];
  let tick = 0;
  let time = 0;
  const moment = (): Moment => ({ tick: ++tick, time });

  const edge: EdgeUnderTest = edgeUnderTest((asked) => exchangeWith(asked), { profile: "rfc9111" });

  function exchangeWith(asked: Asked) {
    const exchange: Exchange = {
      n: history.exchanges.length + 1,
      asker: Number(asked.header("x-asker")),
      method: asked.method,
      path: asked.url.pathname,
      request: asked.fields,
      asked: moment(),
      said: null,
      failed: null,
    };
    history.exchanges.push(exchange);
    const saying = script.get(exchange.asker);
    if (saying === undefined) throw new Error("an exchange for nobody");
    return new Promise<ReturnType<typeof saidTo>["answer"]>((resolve, reject) => {
      const land = () => {
        const at = moment();
        if (saying.fails) {
          exchange.failed = at;
          return reject(new OriginError("unreachable", "nobody there"));
        }
        const { said, answer, end } = saidTo(exchange, saying, at, moment);
        exchange.said = said;
        if (end !== null) bodies.push(end);
        return resolve(answer);
      };
      pending.push({ exchange, land });
    });
  }

  /** Whether something must still come of its own, with all said that the origin was asked. */
  function isRestless({ answer, n }: Visit): boolean {
    if (answer !== null) return answer.whole === null && bodies.length === 0;
    const own = history.exchanges.filter(({ asker }) => asker === n);
    return (
      pending.length === 0 ||
      (own.length > 0 && own.every(({ said, failed }) => said !== null || failed !== null))
    );
  }

  /** Everything that can happen without the origin and the clock has happened. */
  async function settled(): Promise<void> {
    for (let turns = 0; turns < 3 || (turns < 60 && history.visits.some(isRestless)); turns += 1)
      await turn(turns >= 6);
  }

  async function ask({ method, path, fields, parts }: Asking, saying: Saying): Promise<Visit> {
    const n = history.visits.length + 1;
    script.set(n, saying);
    const own = Object.entries({ ...fields, ...parts }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    const request: Lines = [...own, ["x-asker", String(n)]];
    const visit: Visit = { n, method, path, request, arrived: moment(), answer: null };
    history.visits.push(visit);
    const headers = request.map(([name, value]): [string, string] => [name, value]);
    void edge.fetch(new Request(`https://www.gov.uk${path}`, { method, headers })).then(async (response) => {
      const answer: Answer = {
        ...{ at: moment(), status: response.status, fields: [...response.headers], body: "", whole: null },
      };
      visit.answer = answer;
      await read(response, answer);
    });
    await settled();
    return visit;
  }

  async function land(which: number): Promise<void> {
    const [next] = pending.splice(which % Math.max(1, pending.length), 1);
    next?.land();
    await settled();
  }

  async function waitFor(visit: Visit): Promise<void> {
    while (visit.answer === null && pending.length > 0) {
      const own = pending.findIndex(({ exchange }) => exchange.asker === visit.n);
      await land(Math.max(0, own));
    }
  }

  async function take(step: Step): Promise<void> {
    switch (step.type) {
      case "ask": {
        const visit = await ask(step.asking, step.saying);
        return step.wait ? waitFor(visit) : undefined;
      }
      case "land":
        return land(step.which);
      case "end":
        bodies.shift()?.();
        return settled();
      case "pass":
        time += step.seconds;
        return edge.pass(step.seconds);
    }
  }

  return {
    history,
    async perform(steps) {
      for (const step of steps) await take(step);
    },
    async finish() {
      for (let rounds = 0; rounds < 100 && pending.length + bodies.length > 0; rounds += 1) {
        await land(0);
        bodies.shift()?.();
        await settled();
      }
      // What came in the background is stored after nobody waits any more.
      await turn(true);
    },
  };
}

async function read(response: Response, answer: Answer): Promise<void> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      answer.body += decoder.decode(part.value, { stream: true });
    }
    answer.whole = true;
  } catch {
    answer.whole = false;
  }
}

const { port1, port2 } = new MessageChannel();

/** One turn of the event loop. A timer costs much more than a message, but some streams of workerd need one. */
function turn(long: boolean): Promise<unknown> {
  return new Promise((resolve) => {
    if (long) return void setTimeout(resolve, 0);
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
}
