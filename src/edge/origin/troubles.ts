/**
 * A transport that can be made slow, or to fail, while an edge runs: to see what its cache does then.
 *
 * @module
 */
import { OriginError, type OriginTransport } from "./transport.ts";

/** What is wrong with the origin. */
export type OriginTrouble =
  | { readonly kind: "none" }
  /** Its answers begin so much later. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** It answers all requests with this status. */
  | { readonly kind: "error"; readonly status: number }
  /** Nobody is there. */
  | { readonly kind: "away" };

/** An origin whose troubles can be chosen. */
export interface TroubledOrigin {
  readonly transport: OriginTransport;
  trouble(): OriginTrouble;
  /** From the next request on. */
  choose(trouble: OriginTrouble): void;
}

/** @param timer resolves after so many milliseconds */
export function troubledOrigin(
  healthy: OriginTransport,
  timer: (milliseconds: number) => Promise<void> = wait,
): TroubledOrigin {
  let trouble: OriginTrouble = { kind: "none" };
  return {
    trouble: () => trouble,
    choose(chosen) {
      trouble = chosen;
    },
    async transport(request) {
      switch (trouble.kind) {
        case "away":
          throw new OriginError("unreachable", "The inspector has the origin away.");
        case "error": {
          const body = new TextEncoder().encode("The inspector has the origin fail.\n");
          const fields = [["Content-Type", "text/plain"] as const];
          return { status: trouble.status, fields, body: new Response(body).body };
        }
        case "slow":
          await timer(trouble.milliseconds);
      }
      return healthy(request);
    },
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
