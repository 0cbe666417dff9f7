/**
 * `govuk-edge purge`: takes what is stored out of an edge's cache.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Environment } from "./config-file.ts";
import { edgeUrl } from "./edge-url.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import type { Order, Sent } from "./purge-sending.ts";
import { variableOf } from "./setting-names.ts";

const help = `
A URL is as people ask for it, with its host; a path is one of the edge's own address. The token is never shown, and
there is no flag for it, since others on this machine can read flags. With docs/configuration.md an edge lets some
addresses purge without one.

Exit codes:
  0  done; or queued, and said to be: the edge has obeyed, and others that share its store hear of it later
  1  the edge cannot be reached, or refuses
  2  it was asked for wrongly

Examples:
  $ GOVUK_EDGE_PURGE_TOKEN=… govuk-edge purge https://www.gov.uk/vat-rates --url https://edge.example
  $ govuk-edge purge /account --token-file ~/.purge-token
  $ govuk-edge purge --key organisations --key people --soft
  $ govuk-edge purge --everything --json

What next:
  Ask for the page again: its Cache-Status says fwd=uri-miss. What purging means: docs/cache.md`;

interface PurgeFlags {
  readonly key?: readonly string[];
  readonly everything?: boolean;
  readonly soft?: boolean;
  readonly url: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

/** Where serve listens, unless it is told otherwise. */
const usual = "http://127.0.0.1:9080";

/** Adds the command to the program. */
export function addPurge(program: Command): void {
  program
    .command("purge")
    .summary("take pages out of an edge's cache")
    .description("Purges URLs, all that carries a surrogate key, or everything, at an edge that is running.")
    .argument("[URLS...]", "what to purge, each with all its variants")
    .option("--key <key>", "purge what carries this surrogate key; can be repeated", collected)
    .option("--everything", "purge all there is")
    .option("--soft", "make it stale, so that it may still be served while it is fetched again")
    .option("--url <url>", "where the edge is", usual)
    .option("--token-file <file>", `file that holds the token, in place of ${variableOf("purgeToken")}`)
    .option("--json", "print what became of each order as JSON")
    .addHelpText("after", help)
    .action((urls: string[], flags: PurgeFlags) => purge(urls, flags, process.env, process.stdout));
}

function collected(key: string, before: readonly string[] = []): readonly string[] {
  return [...before, key];
}

async function purge(
  urls: readonly string[],
  flags: PurgeFlags,
  environment: Environment,
  out: NodeJS.WritableStream,
): Promise<void> {
  const edge = edgeUrl(flags.url);
  const orders = ordersOf(urls, flags, edge);
  const token = await tokenOf(flags.tokenFile, environment);
  // Loaded here, so that help and refusals come at once.
  const { sendOrders } = await import("./purge-sending.ts");
  const sent = await sendOrders(edge, orders, token);
  out.write(flags.json ? `${JSON.stringify({ orders: sent }, null, 2)}\n` : sent.map(lineOf).join(""));
  const refused = sent.filter(({ status }) => status === "refused").length;
  if (refused > 0) throw new CommandFailure(`${refused} of ${sent.length} orders were refused.`, 1);
}

function ordersOf(
  urls: readonly string[],
  { key = [], everything, soft = false }: PurgeFlags,
  edge: URL,
): Order[] {
  if (everything && urls.length + key.length > 0) {
    throw new CommandFailure(
      "--everything is all there is. Leave out the URLs and keys, or leave it out.",
      2,
    );
  }
  const orders: Order[] = [
    ...urls.map((url) => ({ url: wholeUrl(url, edge), soft })),
    ...(key.length > 0 ? [{ surrogateKeys: key, soft }] : []),
    ...(everything ? [{ everything: true as const, soft }] : []),
  ];
  if (orders.length > 0) return orders;
  throw new CommandFailure("There is nothing to purge. Name a URL, or give --key or --everything.", 2);
}

function wholeUrl(text: string, edge: URL): string {
  const url = text.startsWith("/") ? URL.parse(text, edge) : URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url.href;
  throw new CommandFailure(
    `${JSON.stringify(text)} is no URL. Expected one such as https://www.gov.uk/vat-rates, or a path such as /vat-rates.`,
    2,
  );
}

/** The token; null where there is none, as for an address that is trusted. */
async function tokenOf(file: string | undefined, environment: Environment): Promise<string | null> {
  if (file === undefined) return environment[variableOf("purgeToken")] || null;
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new CommandFailure(`The file ${file} (from --token-file) cannot be read: ${reasonOf(cause)}.`, 2, {
      cause,
    });
  });
  const token = text.trim();
  // Whatever else it holds, it is not shown.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandFailure(
    `The file ${file} (from --token-file) holds no token: expected one word of ASCII.`,
    2,
  );
}

function lineOf({ order, status, detail }: Sent): string {
  const done = order.soft ? "done, it is stale" : "done";
  const word = status === "done" ? done : `${status}${detail === null ? "" : `: ${detail}`}`;
  return `${nameOf(order)}: ${word}\n`;
}

function nameOf(order: Order): string {
  if ("url" in order) return order.url;
  return "everything" in order ? "everything" : `surrogate key ${order.surrogateKeys.join(", ")}`;
}
