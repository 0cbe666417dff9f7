/**
 * What GOV.UK Notify tells of the emails it delivers: an address that does not exist, or a person who calls
 * them spam, ends every subscription of that address.
 *
 * @module
 */
import type { Context } from "hono";
import { parametersOf, required } from "./parameters.ts";
import type { Service } from "./service.ts";
import type { EndedReason } from "./subscriptions.ts";

/** `POST /status-updates`: only a failure that is for good changes anything. */
export async function receiveStatus(c: Context, { tables }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const [, status] = [required(parameters, "reference"), required(parameters, "status")];
  if (status === "permanent-failure") endAllOf(required(parameters, "to"), "non_existent_email", tables);
  return c.body(null, 204);
}

/** `POST /spam-reports`. */
export async function receiveSpamReport(c: Context, { tables }: Service): Promise<Response> {
  endAllOf(required(await parametersOf(c), "to"), "marked_as_spam", tables);
  return c.body(null, 204);
}

/** Nobody may have the address any more: then there is nothing to end. */
function endAllOf(
  address: string,
  reason: EndedReason,
  { subscribers, subscriptions }: Service["tables"],
): void {
  const subscriber = subscribers.findByAddress(address);
  for (const row of subscriber ? subscriptions.activeOf(subscriber.id) : []) subscriptions.end(row, reason);
}
