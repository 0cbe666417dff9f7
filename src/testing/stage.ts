/**
 * A stage: an edge, the app behind it and a client before it, in one process or over real sockets, in
 * Node or in workerd.
 *
 * @module
 */
import type { Around } from "./play-backends.ts";
import type { HeaderPairs } from "./play-differ.ts";
import type { ClientGot, Interim, OriginSaw } from "./play-scene.ts";
import type { Profile } from "./play-schema.ts";

/** What an app answers. */
export interface OriginAnswer {
  /** What comes before it. */
  readonly interim?: readonly Interim[] | undefined;
  readonly status: number;
  readonly headers: HeaderPairs;
  readonly body: string;
  /** How the app fails, in place of the answer or in the middle of it. */
  readonly fault?: Fault | undefined;
}

/** No connection comes about, no answer comes in time, or the body breaks off. */
export type Fault = "no connection" | "no answer" | "broken body";

/** What a client asks. The Host stands apart and is not among the headers. */
export interface ClientAsks {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly headers: HeaderPairs;
  readonly tls: boolean;
  /** Where the client is, and the fingerprint of its TLS; known where a play says so. */
  readonly address?: string | undefined;
  readonly ja3?: string | undefined;
  readonly body?: string | undefined;
}

/** Where a request goes that does not say it. */
export interface Site {
  readonly host: string;
  readonly tls: boolean;
}

/** An edge, the app behind it and a client before it. */
export interface Stage {
  readonly profile: Profile;
  /** www.gov.uk over TLS when left out. */
  readonly site?: Site;
  /** Tells the app what to say if it is asked; a real one can only be away, or there. */
  answerNext(answer: OriginAnswer): void;
  /** The request the app got since the last call, which is then forgotten. */
  seenByOrigin(): OriginSaw | null;
  send(request: ClientAsks): Promise<ClientGot>;
  /** Fields of the app's request, by name, that the runtime sets itself whatever the edge says. */
  readonly setByRuntime?: readonly string[];
  /** Lets what is under way come to its end, but for what the app keeps back. */
  settle?(): Promise<void>;
  /** Left out where only the app is there, and the clock is the system's. */
  readonly around?: Around;
  /** Empties the cache and forgets what was seen. */
  reset(): void | Promise<void>;
}

/** A stage that is up, and the way to take it down. */
export interface RunningStage extends Stage {
  close(): Promise<void>;
}
