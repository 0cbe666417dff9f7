/**
 * Who is who at Signon: the ids of applications, and the tokens that one has for another.
 *
 * @module
 */
import type { World } from "./world.ts";

/** The client id of an application. @throws {Error} when the world has none of that name */
export function applicationId(world: World, name: string): string {
  const application = world.applications.find((one) => one.name === name);
  if (!application) throw new Error(`The world of the mocks has no application named ${name}.`);
  return application.uid;
}

/** The token that an API user has for an application. @throws {Error} when the world has none */
export function tokenOf(world: World, user: string, application: string): string {
  const owner = world.apiUsers.find((one) => one.name === user);
  const found = owner?.tokens.find((one) => one.application === application);
  if (!found) throw new Error(`The world of the mocks has no token of ${user} for ${application}.`);
  return found.token;
}
