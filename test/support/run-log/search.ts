/** Finds secrets in logs, at the cost of reading the logs once, however many secrets there are. */

/** A secret that stands in a log. */
export interface Leak {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Whole: to be masked before it is shown. */
  readonly secret: string;
}

/** So much of a secret is looked up; the rest is compared. */
const head = 8;
const slots = 2 ** 20;

interface Form {
  readonly secret: string;
  readonly bytes: Buffer;
}

/** Every place in a file where one of the secrets stands, as it is or as a URL has it. */
export function secretsIn(file: string, log: Buffer, secrets: Iterable<string>): Leak[] {
  const byHead = new Map<string, Form[]>();
  const isHead = new Uint8Array(slots);
  for (const form of [...new Set(secrets)].flatMap(formsOf)) {
    const name = form.bytes.toString("latin1", 0, head);
    byHead.set(name, [...(byHead.get(name) ?? []), form]);
    isHead[slotOf(form.bytes, 0)] = 1;
  }
  const leaks: Leak[] = [];
  let line = 1;
  for (let at = 0; at + head <= log.length; at += 1) {
    if (log[at] === 0x0a) line += 1;
    if (isHead[slotOf(log, at)] !== 1) continue;
    const forms = byHead.get(log.toString("latin1", at, at + head)) ?? [];
    const form = forms.find(({ bytes }) => bytes.equals(log.subarray(at, at + bytes.length)));
    if (form) leaks.push({ file, line, secret: form.secret });
  }
  return leaks;
}

function formsOf(secret: string): Form[] {
  const texts = new Set([secret, encodeURIComponent(secret.toWellFormed())]);
  return [...texts].map((text) => ({ secret, bytes: Buffer.from(text) }));
}

/** A number below `slots` for the eight bytes there. */
function slotOf(bytes: Buffer, at: number): number {
  let sum = 0;
  for (let nth = 0; nth < head; nth += 1) sum = Math.imul(sum, 31) + (bytes[at + nth] ?? 0);
  return (sum >>> 0) % slots;
}
