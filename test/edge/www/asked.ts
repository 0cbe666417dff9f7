/**
 * A request as the rules see it, for tests.
 *
 * @module
 */
import type { AskedRequest } from "../../../src/edge/www/receive.ts";

type Parts = Partial<Omit<AskedRequest, "get">> & { readonly headers?: Readonly<Record<string, string>> };

/** A GET of the home page over https, and what a test wants otherwise. Header names in lower case. */
export function asked({ headers = {}, ...parts }: Parts = {}): AskedRequest {
  return {
    method: "GET",
    target: "/",
    scheme: "https",
    host: "www.gov.uk",
    address: "192.0.2.1",
    ja3: null,
    ...parts,
    get: (name) => headers[name] ?? null,
  };
}
