// What every page must be, whoever looks at it.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { misplaced } from "./layout.ts";

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Pages that were found well made: the same words at the same place in the same light are not examined twice. */
const examined = new Set<string>();

/** The page breaks none of the rules that axe knows, and is no wider than the screen. */
export async function expectWellMade(page: Page): Promise<void> {
  await atRest(page);
  const look = await appearance(page);
  if (examined.has(look)) return;
  expect(await axeFindings(page), `axe on ${page.url()}`).toEqual([]);
  expect(await misplaced(page), `the layout of ${page.url()}`).toEqual([]);
  expect(await shifted(page), `what moved by itself on ${page.url()}`).toBeLessThan(0.01);
  expect(await weight(page), `what ${page.url()} weighs, in bytes`).toBeLessThanOrEqual(100_000);
  examined.add(look);
}

/** What a page and all it needs weigh on their way, compressed; charts and the map, which come late, apart. */
function weight(page: Page): Promise<number> {
  return page.evaluate(() => {
    const late = /\/(charts?|echarts|map|vendor\/chunks)[^/]*\.(js|json)$/;
    const loads = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")] as PerformanceResourceTiming[];
    return loads.filter(({ name }) => !late.test(new URL(name).pathname)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
}

/** What fades is brought to its end: colours half-way are nobody's. What has no end goes on. */
function atRest(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const moving of document.getAnimations()) {
      if (moving.effect?.getComputedTiming().endTime !== Infinity) moving.finish();
    }
  });
}

/** What axe finds, an entry for each place. */
export async function axeFindings(page: Page) {
  // The pages have no frames: then axe needs no second page to gather its findings in.
  const { violations } = await new AxeBuilder({ page }).withTags(standards).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
}

/** The page's cumulative layout shift since it was opened, without what followed on a person's input. */
function shifted(page: Page): Promise<number> {
  return page.evaluate(() => {
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    const shifts = observer.takeRecords() as Shift[];
    observer.disconnect();
    return shifts.filter((shift) => !shift.hadRecentInput).reduce((sum, shift) => sum + shift.value, 0);
  });
}

function appearance(page: Page): Promise<string> {
  return page.evaluate(() => {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    return JSON.stringify([location.pathname, window.innerWidth, isDark, document.body.innerText]);
  });
}
