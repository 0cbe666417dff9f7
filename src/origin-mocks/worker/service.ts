/**
 * A worker that is nothing but a host name: on workers.dev each has one, and the mocks need several.
 *
 * @module
 */

/** The mocks, as a service binding. */
interface Mocks {
  fetch(request: Request): Promise<Response>;
}

export default {
  fetch: (request: Request, { MOCKS }: { readonly MOCKS: Mocks }): Promise<Response> => MOCKS.fetch(request),
};
