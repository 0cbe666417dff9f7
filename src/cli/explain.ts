/**
 * `govuk-edge explain`: one page, asked for twice, and all that was decided about it in words.
 *
 * @module
 */
import { styleText } from "node:util";
import { type Command, Option } from "commander";
import { z } from "zod";
import { sessionCookieFor } from "../edge/account/cookie.ts";
import { fieldValue } from "../edge/fields/fields.ts";
import type { RequestEvent } from "../edge/observe/events.ts";
import { inWords, type Paragraph } from "../edge/observe/in-words.ts";
import type { Story } from "../edge/observe/story.ts";
import { CommandFailure, reasonOf } from "./errors.ts";

const help = `
Examples:
  $ govuk-edge explain http://127.0.0.1:3000/page
  $ govuk-edge explain http://127.0.0.1:3000/account --session a-session-of-my-app
  $ govuk-edge explain https://www.example.org/page --origin http://127.0.0.1:3000 --profile www
  $ govuk-edge explain http://127.0.0.1:3000/page --json

The page is asked for twice, by the same person, through an edge that is started for it and ended after it. A session
can also be given as the variable GOVUK_EDGE_SESSION, which others on this machine cannot read.

It exits with 0 when the page was answered, with 1 when the app could not be reached, with 2 when it was asked wrongly.

What next:
  govuk-edge serve --inspector shows the same of every request, on a page.`;

const profiles = ["account", "rfc9111", "www"] as const;
const guards = ["off", "report", "enforce"] as const;

const flagsSchema = z.object({
  origin: z.string().optional(),
  profile: z.enum(profiles).default("account"),
  guard: z.enum(guards).default("enforce"),
  session: z.string().optional(),
  flash: z.string().optional(),
  header: z.array(z.string()).default([]),
  json: z.boolean().default(false),
});
type ExplainFlags = z.infer<typeof flagsSchema>;

/** Adds the command to the program. */
export function addExplain(program: Command): void {
  program
    .command("explain")
    .summary("say what the edge decides about a page, and why")
    .description("Asks for a page through an edge, twice, and says what was decided and why.")
    .argument("<url>", "the page, as a client asks for it")
    .option("--origin <url>", "where the app is, if that is elsewhere")
    .addOption(new Option("--profile <name>", "which rules it goes by (default: account)").choices(profiles))
    .addOption(
      new Option(
        "--guard <mode>",
        "about pages made for a session that forget Vary (default: enforce)",
      ).choices(guards),
    )
    .option("--session <value>", "be signed in with this session")
    .option("--flash <message>", "with a message, such as email-subscription-success")
    .option("--header <line>", "send this too, as Name: value; may be repeated", collect)
    .option("--json", "print the stories as JSON")
    .addHelpText("after", help)
    .action((url: string, flags: unknown) => explain(url, flags, process.env, process.stdout));
}

function collect(line: string, before: readonly string[] = []): readonly string[] {
  return [...before, line];
}

/** What was seen of one request. */
interface Seen {
  readonly story: Story;
  readonly event: RequestEvent;
}

async function explain(
  url: string,
  given: unknown,
  environment: NodeJS.ProcessEnv,
  out: NodeJS.WritableStream,
) {
  const flags = checked(given);
  const page = pageUrl(url);
  const session = flags.session ?? environment.GOVUK_EDGE_SESSION;
  const seen = await askTwice(page, { ...flags, ...(session !== undefined && { session }) });
  if (flags.json) out.write(`${JSON.stringify(seen, null, 2)}\n`);
  else out.write(report(seen, out));
  const failed = seen.find(({ event }) => event.decision === "error");
  if (failed)
    throw new CommandFailure(`The app did not answer. Is it running at ${flags.origin ?? page.origin}?`, 1);
}

function checked(given: unknown): ExplainFlags {
  const result = flagsSchema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CommandFailure(`--${issue?.path.join(".")}: ${issue?.message}.`, 2);
}

function pageUrl(text: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username === "") return url;
  throw new CommandFailure(
    `${text} is not a page's address. Expected one such as http://127.0.0.1:3000/page.`,
    2,
  );
}

async function askTwice(page: URL, flags: ExplainFlags): Promise<Seen[]> {
  // Loaded here, so that help and refusals come at once.
  const [{ createEdge }, { undiciTransport }, { createCodecs }, { zlibCompressor }] = await Promise.all([
    import("../edge/app.ts"),
    import("../edge/node/undici-transport.ts"),
    import("../edge/www/codecs.ts"),
    import("../edge/node/compressors.ts"),
  ]);
  const { profile, guard } = flags;
  const { transport, close } = undiciTransport();
  const events = new Map<string, RequestEvent>();
  const seen: Seen[] = [];
  try {
    const edge = createEdge({
      ...{ origin: flags.origin ?? page.origin, profile, guard, transport, inspector: true },
      codecs: createCodecs(zlibCompressor),
      listeners: [(event) => void (event.type === "request" && events.set(event.requestId, event))],
      inspection: {
        onStory(story) {
          const event = events.get(story.requestId);
          if (event) seen.push({ story, event });
        },
      },
    });
    for (let nth = 0; nth < 2; nth += 1) {
      const stored: Promise<unknown>[] = [];
      const waitUntil = (promise: Promise<unknown>) => void stored.push(promise);
      const request = new Request(page, { headers: headersOf(page, flags) });
      await (await edge.fetch(request, { waitUntil })).arrayBuffer();
      await Promise.all(stored);
    }
    return seen;
  } catch (error) {
    throw new CommandFailure(reasonOf(error), 2, { cause: error });
  } finally {
    await close();
  }
}

function headersOf({ protocol, host }: URL, { session, flash, header }: ExplainFlags): Headers {
  const headers = new Headers();
  for (const line of header) {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name === "") throw new Error(`${line} is no header. Expected one such as Accept-Language: cy.`);
    headers.append(name, value);
  }
  if (session === undefined) return headers;
  const { name } = sessionCookieFor(protocol === "https:" ? "https" : "http", host);
  headers.append("Cookie", `${name}=${session}${flash === undefined ? "" : `$$${flash}`}`);
  return headers;
}

function report(seen: readonly Seen[], out: NodeJS.WritableStream): string {
  const bold = (text: string) => styleText("bold", text, { stream: out });
  const titles = ["The first time", "The second time, by the same person"];
  const parts = seen.map(({ story, event }, nth) =>
    [bold(titles[nth] ?? ""), ...inWords(story, event).map(paragraph)].join("\n"),
  );
  const next = "Next: govuk-edge serve --inspector --origin … shows the same of every request.";
  return `${[...parts, ...(isEdge(seen) ? [twoEdges] : []), next].join("\n\n")}\n`;
}

const twoEdges =
  "An edge answered at this address, not your app: what is above went through two of them, and the one there is told of " +
  "no session. Give your app's own address, or name it with --origin.";

function isEdge(seen: readonly Seen[]): boolean {
  return seen.some(({ story: { origin } }) => {
    const status = fieldValue(origin[0]?.answer?.received ?? [], "cache-status");
    return status?.startsWith("govuk-edge") ?? false;
  });
}

function paragraph({ title, lines }: Paragraph): string {
  const [first = "", ...others] = lines;
  const indent = " ".repeat(12);
  // What an origin sent must not steer a terminal.
  const safe = (line: string) => line.replaceAll(/\p{Cc}/gu, "?");
  return [`  ${title.padEnd(10)}${safe(first)}`, ...others.map((line) => indent + safe(line))].join("\n");
}
