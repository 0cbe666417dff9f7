/**
 * One Login alone, set up by environment variables and files: the official simulator's variables under
 * their own names, and ours beside them.
 *
 * @module
 */
import { z } from "zod";
import { accountSchema } from "../accounts.ts";
import { clientRegistration, registrationFields } from "../clients.ts";
import { examplePeople } from "../example-people.ts";
import type { OneLoginOptions } from "../options.ts";
import { importedKey } from "../signing-key.ts";
import { type Environment, keyNames, simulatorSettings } from "./environment.ts";
import { ownSettings } from "./own-settings.ts";
import { readOr } from "./reading.ts";

/** What files say; each is parsed JSON. */
export interface SimulatorFiles {
  readonly clients?: unknown;
  readonly people?: unknown;
  readonly signingKeys?: unknown;
}

/** Options that neither a variable nor a file gives. */
type Rest = "readAsset" | "argon2id" | "baseUrl";

/**
 * The options that environment variables and files ask for. Without STRICT_SIMULATOR_COMPAT=false it
 * answers like the official simulator.
 *
 * @throws {Error} naming the variable, or the field of a file, that is wrong
 */
export async function simulatorOptions(
  environment: Environment,
  files: SimulatorFiles,
): Promise<Omit<OneLoginOptions, Rest> & { readonly simulatorUrl: string | null }> {
  const settings = simulatorSettings(environment);
  const own = ownSettings(environment);
  const likeSimulator = environment.STRICT_SIMULATOR_COMPAT !== "false";
  const clients = await clientsOf(files.clients, settings.client);
  const people = z.array(accountSchema);
  const everybody = [settings.person, ...(own.hasExamples ? examplePeople : [])];
  const keys = z.array(importedKey);
  return {
    ...own.options,
    simulatorUrl: environment.SIMULATOR_URL ? settings.baseUrl : null,
    clients,
    people: files.people === undefined ? everybody : readOr(people, files.people, "The people are not right"),
    approval: settings.approval,
    pkce: environment.PKCE_ENABLED === undefined && !likeSimulator ? "optional" : settings.pkce,
    likeSimulator,
    keys: {
      imported: readOr(keys, files.signingKeys ?? [], "The signing keys are not right"),
      initially: settings.newKeys,
      ...(likeSimulator && { names: keyNames }),
      ...(own.rotation && { rotation: own.rotation }),
    },
    faults: settings.faults,
  };
}

/** The clients of a file, or the simulator's own, which may lack what it needs until /config gives it. */
async function clientsOf(file: unknown, own: Record<string, unknown>): Promise<OneLoginOptions["clients"]> {
  const schema = file === undefined ? registrationFields : clientRegistration;
  const result = await z.array(schema).safeParseAsync(file ?? [own]);
  if (result.success) return result.data;
  throw new Error(`The clients are not right:\n${z.prettifyError(result.error)}`);
}
