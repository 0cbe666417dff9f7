/**
 * A stage on real sockets before a real app: the Node rim, plain and with TLS, with a clock that is moved
 * and a switch before the app. Node only.
 *
 * @module
 */

import { undiciTransport } from "../../edge/node/undici-transport.ts";
import { type NodeEdgeOptions, serveEdge, type TlsCredentials } from "../../edge/node.ts";
import type { EdgeSettings } from "../../edge/options.ts";
import { insecureOriginsOf } from "../../edge/www-config.ts";
import type { RunningStage } from "../play.ts";
import type { Play, Profile } from "../play-schema.ts";
import { rehearsal } from "../rehearsal.ts";
import type { Site } from "../stage.ts";
import { sendRaw } from "./raw-client.ts";
import { needsProxy, wireHeaders } from "./wire-headers.ts";

/** What stands behind the stage, and how it is asked. */
export interface AppStageOptions {
  readonly edge: EdgeSettings;
  /** The edge's certificate, which nobody checks. */
  readonly tls: TlsCredentials;
  readonly site: Site;
  /** The app's clock; milliseconds since 1970. */
  readonly appNow: () => number;
}

/** Milliseconds that an answer may take. */
const patience = 60_000;

/** Starts an edge for a play, with an empty cache. @param profile the rules of the edge */
export async function startAppStage(
  play: Play,
  profile: Profile,
  { edge, tls, site, appNow }: AppStageOptions,
): Promise<RunningStage> {
  const { guard = edge.guard, purge = edge.purge } = play;
  const www = { ...edge.www, ...play.settings };
  const way = undiciTransport({ insecure: insecureOriginsOf(edge.origin, edge.www) });
  const around = rehearsal(way.transport, edge.origin, appNow);
  const options: NodeEdgeOptions = {
    port: 0,
    ...(play.steps.some(needsProxy) && { trustProxy: ["loopback"] }),
    edge: { ...edge, ...around.parts, profile, www, ...(guard && { guard }), ...(purge && { purge }) },
  };
  const isPlain = play.steps.some(({ client }) => !(client.tls ?? site.tls));
  const secure = await serveEdge({ ...options, tls });
  const plain = isPlain ? await serveEdge(options) : null;

  return {
    profile,
    site,
    answerNext: ({ fault }) => around.origin.setDown(fault === "no connection"),
    seenByOrigin: () => around.origin.seen()[0] ?? null,
    around: { pass: around.pass, draw: around.draw, answer: () => undefined, seen: () => [] },
    send: (asks) =>
      around.settled(() =>
        sendRaw({
          ...asks,
          headers: wireHeaders(asks),
          port: (asks.tls || plain === null ? secure : plain).port,
          patience,
          ...(asks.tls && { secure: { rejectUnauthorized: false } }),
        }),
      ),
    reset: () => undefined,
    async close() {
      await Promise.all([secure.close(), plain?.close()]);
      await way.close();
    },
  };
}
