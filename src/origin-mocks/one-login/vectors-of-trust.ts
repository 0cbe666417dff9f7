/**
 * Vectors of trust (RFC 8485) as One Login reads them in the `vtr` parameter: components starting
 * with C say how the user authenticates, components starting with P how sure One Login is who they are.
 *
 * @module
 */
import { z } from "zod";
import type { Client } from "./clients.ts";
import { parseJson } from "./parameters.ts";
import type { Profile } from "./profiles.ts";

/** One vector of a request. */
export interface Vector {
  /** `Cl`: password alone. `Cl.Cm`: password and a second factor. */
  readonly credentialTrust: "Cl" | "Cl.Cm";
  /** null when the vector names none. */
  readonly levelOfConfidence: "P0" | "P1" | "P2" | "P3" | null;
}

const usual: Vector = { credentialTrust: "Cl.Cm", levelOfConfidence: null };
const vectorStrings = z.array(z.string());
const credentialTrust = z.enum(["Cl", "Cl.Cm"]);
const levelOfConfidence = z.enum(["P0", "P1", "P2", "P3"]);

/**
 * The vectors of a `vtr` parameter, in the order of the request; the first one decides.
 *
 * @param vtr the parameter's text; without it, or for an empty array, the usual vector `Cl.Cm`
 * @returns undefined when it is malformed, or asks for what the client is not registered for
 */
export function readVectors(
  vtr: string | undefined,
  client: Client,
  profile: Profile,
): readonly [Vector, ...Vector[]] | undefined {
  const strings = vectorStrings.safeParse(vtr ? parseJson(vtr) : []);
  if (!strings.success) return undefined;
  const vectors = strings.data.flatMap((text) => readVector(text, profile) ?? []);
  if (vectors.length < strings.data.length) return undefined;
  const [first = usual, ...others] = vectors;
  return permitted([first, ...others], client) ? [first, ...others] : undefined;
}

/** Whether a vector asks for proof of identity. */
export function asksForIdentity(vector: Vector): boolean {
  return vector.levelOfConfidence !== null && vector.levelOfConfidence !== "P0";
}

function readVector(text: string, profile: Profile): Vector | undefined {
  if (profile.mediumVectorAlone && text === "Cm") return usual;
  const components = text.split(".");
  // Sorted, because the order of components carries no meaning (RFC 8485 section 3.1).
  const credential = components.filter((component) => component.startsWith("C")).sort();
  const [level, ...moreLevels] = components.filter((component) => component.startsWith("P"));
  const trust = credentialTrust.safeParse(credential.join("."));
  const confidence = levelOfConfidence.nullable().safeParse(level ?? null);
  if (!trust.success || !confidence.success || moreLevels.length > 0) return undefined;
  if (level !== undefined && profile.variants.has("no-identity-levels")) return undefined;
  const vector: Vector = { credentialTrust: trust.data, levelOfConfidence: confidence.data };
  return asksForIdentity(vector) && vector.credentialTrust !== "Cl.Cm" ? undefined : vector;
}

function permitted(vectors: readonly Vector[], client: Client): boolean {
  const identity = vectors.filter(asksForIdentity);
  if (identity.length === 0) return true;
  if (identity.length < vectors.length || !client.IdentityVerificationSupported) return false;
  // Who authenticates with a secret is given nobody's identity.
  if (client.TokenAuthMethod === "client_secret_post") return false;
  return identity.every(
    ({ levelOfConfidence: level }) => level !== null && client.ClientLoCs.includes(level),
  );
}
