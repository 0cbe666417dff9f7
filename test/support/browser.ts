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

/** What axe finds wrong with a page, at WCAG 2.2 AA: one line a violation. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(
    ({ id, help, nodes }) =>
      `${page.url()}: ${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join("; ")})`,
  );
}

/** Whether everything fits: nothing makes the page scroll sideways. */
export function fitsSideways(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
}
