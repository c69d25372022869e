// What every page must be, whoever looks at it.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Pages that were found well made: the same words at the same place in the same light are not examined twice. */
const examined = new Set<string>();

/** The page breaks none of the rules that axe knows, and is no wider than the screen. */
export async function expectWellMade(page: Page): Promise<void> {
  const look = await appearance(page);
  if (examined.has(look)) return;
  // The pages have no frames: then axe needs no second page to gather its findings in.
  const { violations } = await new AxeBuilder({ page }).withTags(standards).setLegacyMode().analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
  expect(found, `axe on ${page.url()}`).toEqual([]);
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(screen ?? 0);
  examined.add(look);
}

function appearance(page: Page): Promise<string> {
  return page.evaluate(() => {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    return JSON.stringify([location.pathname, window.innerWidth, isDark, document.body.innerText]);
  });
}
