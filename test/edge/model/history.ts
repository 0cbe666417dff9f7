/** The whole history of a play, as plain data: what clients asked and got, what the origin was asked and said. */

/** Field lines in the order they came. */
export type Lines = readonly (readonly [name: string, value: string])[];

/** When something happened: its place in the play, and the clock, in seconds since the play began. */
export interface Moment {
  readonly tick: number;
  readonly time: number;
}

/** What the origin said. Its field `x-by-<n>` tells which exchange a client's answer is made of. */
export interface Said {
  readonly landed: Moment;
  readonly status: number;
  readonly fields: Lines;
  /** What was sent of the body; of a body that breaks off, the part before. */
  readonly text: string;
  /** When the body ended; null while it is still coming. */
  ended: Moment | null;
  /** Whether all of the body came, and as long as Content-Length promised. */
  readonly whole: boolean;
}

/** One request to the origin. */
export interface Exchange {
  readonly n: number;
  /** The visit that it was made for. */
  readonly asker: number;
  readonly method: string;
  readonly path: string;
  readonly request: Lines;
  readonly asked: Moment;
  /** Null while the origin is silent; `failed` when there was no response. */
  said: Said | null;
  failed: Moment | null;
}

/** What a client got. */
export interface Answer {
  readonly at: Moment;
  readonly status: number;
  readonly fields: Lines;
  body: string;
  /** Null while the body is coming; whether it came to a proper end. */
  whole: boolean | null;
}

/** One request of a client. */
export interface Visit {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly request: Lines;
  readonly arrived: Moment;
  answer: Answer | null;
}

export interface History {
  readonly visits: Visit[];
  readonly exchanges: Exchange[];
}

/** An exchange that was answered. */
export interface Spoken extends Exchange {
  readonly said: Said;
}

/** The value of a field, its lines joined; null when it is absent. */
export function value(lines: Lines, name: string): string | null {
  const found = lines.filter(([other]) => other.toLowerCase() === name);
  return found.length === 0 ? null : found.map(([, one]) => one).join(", ");
}

/** The members of a list field, without blanks and empty ones. */
export function members(lines: Lines, name: string): string[] {
  return (value(lines, name) ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** All exchanges that the origin answered. */
export function responses({ exchanges }: History): Spoken[] {
  return exchanges.flatMap((exchange) =>
    exchange.said === null ? [] : [{ ...exchange, said: exchange.said }],
  );
}

export const before = (one: Moment | null, other: Moment) => one !== null && one.tick < other.tick;
