/**
 * `/__edge/health` and `/__edge/metrics`: how the edge is, for those who look after it.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import { accessCheck, accessShape, isOpenToAnybody } from "./access.ts";
import { contentTypes, type Format, formatFor } from "./observe/exposition.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { Condition, Readiness } from "./observe/readiness.ts";
import { conditionOfAll, metricsOfAll } from "./observe/siblings.ts";
import type { ResolvedOptions } from "./options.ts";
import type { ClientRequest } from "./request.ts";
import { version } from "./version.ts";

/** Who may look; without any of it, there are no such pages. */
export const monitoringSchema = z
  .strictObject({
    ...accessShape,
    /** Whether everybody may ask if it is ready: a load balancer has no token. Reasons are not told. */
    openHealth: z.boolean().default(false),
  })
  .prefault({});

/** The settings in force. */
export type MonitoringAccess = z.output<typeof monitoringSchema>;

/** Whether there is anything to look at, for anybody. */
export function isMonitored(access: MonitoringAccess): boolean {
  return access.openHealth || isOpenToAnybody(access);
}

/** What is shown. */
export interface MonitoringParts {
  /** Null where nothing is counted. */
  readonly metrics: Metrics | null;
  readonly readiness: Readiness;
}

/** The pages. */
export interface Monitoring {
  health(asked: ClientRequest): Promise<Response>;
  metrics(asked: ClientRequest): Promise<Response>;
}

/** The pages of one edge. */
export function createMonitoring(settings: ResolvedOptions, parts: MonitoringParts): Monitoring {
  const { metrics, readiness } = parts;
  const { profile, store, monitoring, monotonic, siblings } = settings;
  const refusalOf = accessCheck(monitoring, "Monitoring");
  const startedAt = monotonic();
  const uptime = () => Math.round(monotonic() - startedAt) / 1000;
  siblings?.answer(ownReport);

  function ownReport(format: Format) {
    return { metrics: ownMetrics(format), condition: readiness.condition() };
  }

  function ownMetrics(format: Format): string {
    const isDegraded = readiness.condition().status === "degraded";
    const readings = { version, profile, uptime: uptime(), isDegraded, store: store.readings?.() ?? null };
    return metrics?.exposition(format, readings) ?? "";
  }

  async function condition(): Promise<Condition> {
    const own = readiness.condition();
    if (!siblings) return own;
    const { name } = siblings;
    return conditionOfAll({ name, metrics: "", condition: own }, await siblings.ask("prometheus"));
  }

  async function health(asked: ClientRequest): Promise<Response> {
    const refusal = refusalOf(asked);
    if (refusal === null) {
      const { status, reasons } = await condition();
      return json(codeOf(status), { status, reasons, version, uptime: uptime(), profile });
    }
    if (!monitoring.openHealth) return refused(refusal);
    // Whoever it is gets the same answers from it, so what is not well is not for them.
    const status = readiness.condition().status === "stopping" ? "stopping" : "ready";
    return json(codeOf(status), { status });
  }

  async function metricsPage(asked: ClientRequest): Promise<Response> {
    const refusal = refusalOf(asked);
    if (refusal) return refused(refusal);
    const format = formatFor(asked.get("accept"));
    if (!siblings) return answer(200, contentTypes[format], ownMetrics(format));
    const own = { name: siblings.name, ...ownReport(format) };
    return answer(200, contentTypes[format], metricsOfAll(own, await siblings.ask(format), format));
  }

  const onlyRead = (page: (asked: ClientRequest) => Promise<Response>) => async (asked: ClientRequest) =>
    asked.method === "GET" || asked.method === "HEAD" ? page(asked) : notAllowed();
  return { health: onlyRead(health), metrics: onlyRead(metricsPage) };
}

function codeOf(status: Condition["status"]): number {
  return status === "stopping" ? 503 : 200;
}

function refused({ status, detail }: { status: number; detail: string }): Response {
  const how = status === 401 ? { "WWW-Authenticate": 'Bearer realm="monitoring"' } : {};
  return json(status, { status: "refused", detail }, how);
}

function notAllowed(): Response {
  return json(405, { status: "refused", detail: "Only GET and HEAD." }, { Allow: "GET, HEAD" });
}

function json(status: number, content: object, fields: Record<string, string> = {}): Response {
  return answer(status, "application/json", `${JSON.stringify(content)}\n`, fields);
}

function answer(status: number, type: string, body: string, fields: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: { "Content-Type": type, "Cache-Control": "no-store", ...fields },
  });
}
