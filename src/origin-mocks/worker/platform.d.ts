/**
 * What wrangler and the platform resolve, and neither TypeScript nor npm know.
 *
 * @module
 */

/** Given by the compatibility flag `nodejs_als`. */
declare module "node:async_hooks" {
  export class AsyncLocalStorage<T> {
    run<R>(store: T, act: () => R): R;
    getStore(): T | undefined;
  }
}

/** The rules of preview/mocks.toml make these modules of the worker. */
declare module "*.min.css" {
  const text: string;
  export default text;
}
declare module "*.woff2" {
  const bytes: ArrayBuffer;
  export default bytes;
}
