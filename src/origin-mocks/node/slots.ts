/**
 * The ports of all mocks, taken before the mocks are made, because each must know the others' addresses.
 *
 * @module
 */

import type { ServiceName } from "../wiring.ts";
import { openSocket, type Socket } from "./socket.ts";

/** A mock that listens. */
export interface RunningMock {
  readonly name: string;
  readonly url: string;
}

/** What each is called when it is shown to a person, in the order of their ports. */
const names: Readonly<Record<ServiceName | "router", string>> = {
  "one-login": "One Login",
  "account-api": "account-api",
  signon: "Signon",
  frontend: "frontend",
  "email-alert-api": "email-alert-api",
  "email-alert-frontend": "email-alert-frontend",
  router: "router",
};

/** A mock's port. */
export type Slot = RunningMock & Socket;
/** All ports. */
export type Slots = Readonly<Record<ServiceName | "router", Slot>>;

/** Takes this port and those after it; 0 takes free ones. @throws {Error} when one is taken; then none is */
export async function openSlots(firstPort: number): Promise<Slots> {
  const opened: Slot[] = [];
  const open = async (name: ServiceName | "router") => {
    const slot = await openSlot(names[name], firstPort === 0 ? 0 : firstPort + opened.length);
    opened.push(slot);
    return slot;
  };
  try {
    return {
      "one-login": await open("one-login"),
      "account-api": await open("account-api"),
      signon: await open("signon"),
      frontend: await open("frontend"),
      "email-alert-api": await open("email-alert-api"),
      "email-alert-frontend": await open("email-alert-frontend"),
      router: await open("router"),
    };
  } catch (error) {
    await Promise.all(opened.map((slot) => slot.close()));
    throw error;
  }
}

async function openSlot(name: string, port: number): Promise<Slot> {
  const socket = await openSocket(port, "127.0.0.1");
  return { name, url: `http://127.0.0.1:${socket.port}`, ...socket };
}

/** Gives the ports back. */
export async function closeAll(slots: Slots): Promise<void> {
  await Promise.all(Object.values(slots).map((slot) => slot.close()));
}
