/**
 * Faults to order: the errors a service should be able to live with, by name. They come from the
 * configuration, from the control interface for the next few requests, or from a header for one request.
 *
 * @module
 */
import { z } from "zod";

/** Where a fault shows: at an endpoint, in a token, or on the way. */
export const faultKinds = [
  "authorise",
  "token",
  "idToken",
  "userinfo",
  "coreIdentity",
  "logoutToken",
  "network",
] as const;
export type FaultKind = (typeof faultKinds)[number];

const tokenFaults = [
  "INVALID_ISS",
  "INVALID_AUD",
  "INVALID_ALG_HEADER",
  "INVALID_SIGNATURE",
  "TOKEN_EXPIRED",
  "UNKNOWN_KID",
  "CLOCK_SKEW",
];

/** The names that are known; the simulator's own among them. */
export const faultNames: Record<FaultKind, readonly string[]> = {
  authorise: [
    "ACCESS_DENIED",
    "TEMPORARILY_UNAVAILABLE",
    "LOGIN_REQUIRED",
    "CLIENT_DEACTIVATED",
    "SERVER_ERROR",
    "STATE_NOT_ECHOED",
  ],
  idToken: [
    ...tokenFaults,
    "TOKEN_NOT_VALID_YET",
    "NONCE_NOT_MATCHING",
    "INCORRECT_VOT",
    "MISSING_NONCE",
    "MISSING_AT_HASH",
    "MISSING_SID",
  ],
  token: [
    "INVALID_REQUEST",
    "INVALID_CLIENT",
    "INVALID_GRANT",
    "UNAUTHORIZED_CLIENT",
    "UNSUPPORTED_GRANT_TYPE",
    "TOKEN_SERVER_ERROR",
  ],
  userinfo: ["INVALID_TOKEN", "EMPTY", "OTHER_SUBJECT"],
  logoutToken: ["INVALID_SIGNATURE", "TOKEN_EXPIRED", "WITH_NONCE", "DUPLICATE"],
  coreIdentity: [...tokenFaults, "INCORRECT_SUB", "INCORRECT_VOT"],
  network: ["DROP", "SLOW", "UNAVAILABLE"],
};

/** The request header that asks for faults in the answer, such as `INVALID_ISS, delay=500`. */
export const faultHeader = "Mock-Faults";

/** The schema of one fault that is ordered. */
export const orderSchema = z.strictObject({
  kind: z.enum(faultKinds),
  name: z.string(),
  /** How many answers have the fault; all until the next reset without it. */
  times: z.int().min(1).optional(),
  /** Only for this client. */
  clientId: z.string().optional(),
});

/** A fault that was ordered. */
export type FaultOrder = z.infer<typeof orderSchema>;

/** The faults in force. */
export interface Faults {
  /** Those of the configuration. */
  configured: Record<FaultKind, readonly string[]>;
  /** @throws {Error} saying which field is wrong */
  order(order: unknown): void;
  /** The faults for one answer; what was ordered for a number of times counts down. */
  take(kind: FaultKind, clientId: string, header: string | null): ReadonlySet<string>;
  orders(): readonly FaultOrder[];
  clear(): void;
}

/** Only the names that are known of a kind. */
export function knownFaults(kind: FaultKind, names: readonly string[]): string[] {
  return names.filter((name) => faultNames[kind].includes(name));
}

/** Nothing goes wrong. */
export const noFaults: Record<FaultKind, readonly string[]> = {
  authorise: [],
  token: [],
  idToken: [],
  userinfo: [],
  logoutToken: [],
  coreIdentity: [],
  network: [],
};

/** The faults that the configuration asks for, and nothing ordered yet. */
export function createFaults(configured: Partial<Record<FaultKind, readonly string[]>> = {}): Faults {
  const initial = { ...noFaults, ...configured };
  let orders: FaultOrder[] = [];
  return {
    configured: initial,
    order(order) {
      const result = orderSchema
        .refine(({ kind, name }) => faultNames[kind].includes(name), {
          path: ["name"],
          error: "is not known",
        })
        .safeParse(order);
      if (!result.success) throw new Error(z.prettifyError(result.error));
      orders = [...orders, result.data];
    },
    take(kind, clientId, header) {
      const due = orders.filter((order) => order.kind === kind && (order.clientId ?? clientId) === clientId);
      orders = orders.flatMap((order) => {
        if (order.times === undefined || !due.includes(order)) return [order];
        return order.times > 1 ? [{ ...order, times: order.times - 1 }] : [];
      });
      const asked = knownFaults(kind, header?.split(",").map((name) => name.trim()) ?? []);
      return new Set([...this.configured[kind], ...due.map(({ name }) => name), ...asked]);
    },
    orders: () => orders,
    clear() {
      orders = [];
      this.configured = initial;
    },
  };
}
