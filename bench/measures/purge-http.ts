/**
 * Purging over HTTP, as somebody who publishes does.
 *
 * @module
 */

/** What is purged; a URL is a path here. */
export type HttpPurge = { readonly surrogateKey: string } | { readonly url: string };

/**
 * Purges softly, so that what is purged stays.
 *
 * @returns milliseconds until the answer was there
 * @throws {Error} when it was not done
 */
export async function purgeByHttp(port: number, order: HttpPurge): Promise<number> {
  const base = `http://127.0.0.1:${port}`;
  const body =
    "url" in order
      ? { url: base + order.url, soft: true }
      : { surrogateKeys: [order.surrogateKey], soft: true };
  const headers = { "content-type": "application/json" };
  const startedAt = performance.now();
  const response = await fetch(`${base}/__edge/purge`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  await response.text();
  if (response.status !== 200) throw new Error(`A purge was answered with ${response.status}.`);
  return performance.now() - startedAt;
}
