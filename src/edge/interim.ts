/**
 * Interim responses (RFC 9110 §15.2): what of the origin's a client gets while it waits. They are never
 * stored, and change nothing in the response that follows.
 *
 * @module
 */
import { visibleFields } from "./deliver.ts";
import { type Fields, withoutFields } from "./fields/fields.ts";
import { endToEnd } from "./fields/hop-by-hop.ts";
import type { InterimListener } from "./origin/transport.ts";

/** Interim responses that are forwarded for one response; an origin that sends more is not heard. */
const maximumForwarded = 20;

/**
 * 100 answers an Expect, which the edge has answered already; 101 ends HTTP on a connection that is not
 * the client's.
 */
const ofOneConnection: ReadonlySet<number> = new Set([100, 101]);

/** A session is changed by a final response alone, and there is no content to have a length (§8.6). */
const ofFinalResponse: ReadonlySet<string> = new Set(["set-cookie", "content-length"]);

/** What HTTP allows in a value (§5.5), each character being one byte. */
const fieldContent = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Forwards the interim responses to one request: those a client may see, and no flood of them.
 *
 * @param withAccount whether the account rules are in force
 * @param forward writes one to the client
 * @example
 * const onInterim = forwardedInterim(true, (status, fields) => writeInterim(outgoing, status, fields));
 * onInterim(103, [["Link", "</style.css>; rel=preload; as=style"]]);
 */
export function forwardedInterim(withAccount: boolean, forward: InterimListener): InterimListener {
  let forwarded = 0;
  return (status, fields) => {
    if (ofOneConnection.has(status) || forwarded >= maximumForwarded) return;
    forwarded += 1;
    forward(status, interimFields(withAccount, fields));
  };
}

function interimFields(withAccount: boolean, received: Fields): Fields {
  const fields = withoutFields(endToEnd(received), ofFinalResponse);
  const readable = fields.filter(([, value]) => fieldContent.test(value));
  return visibleFields(withAccount, readable);
}
