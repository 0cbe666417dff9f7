/** A real Chromium: the installed one, else the one that comes from npm. */
import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium, type Page } from "playwright-core";

const installed = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

/** Starts the browser. Names under dev.gov.uk and localhost are this machine; no other name resolves. */
export async function launchBrowser(): Promise<Browser> {
  const found = installed.find((path) => existsSync(path));
  return chromium.launch({
    executablePath: found ?? (await sparticuz.executablePath()),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--host-resolver-rules=MAP *.dev.gov.uk 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
    ],
    headless: true,
  });
}

/** What was found on a page, by its text: many journeys lead over the same pages. */
const lookedAt = new Map<string, readonly string[]>();

/** What axe finds wrong with a page, at WCAG 2.2 AA: one line a violation. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // Before its style sheet is there, every target is too small.
  await page.waitForLoadState("load");
  const text = await textOf(page);
  const known = lookedAt.get(text);
  if (known) return known;
  const { violations } = await new AxeBuilder({ page })
    // The other mode opens a second page each time, for frames of other sites, which there are none of.
    .setLegacyMode(true)
    // What is right needs no list of where: that takes a quarter of the time.
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const problems = violations.map(
    ({ id, help, nodes }) =>
      `${page.url()}: ${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join("; ")})`,
  );
  lookedAt.set(text, problems);
  return problems;
}

/** Its text without what is new each time: tokens, and the port. */
async function textOf(page: Page): Promise<string> {
  const { width } = page.viewportSize() ?? {};
  return `${width}\n${await page.content()}`.replace(/[\w+/=.~-]{20,}|localhost:\d+/g, "");
}

/** Whether everything fits: nothing makes the page scroll sideways. */
export function fitsSideways(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
}
