// Lighthouse over pages that are seen after signing in.
import { createServer } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";
import config from "../../playwright.config.ts";
import { type Account, Person } from "./person.ts";

/** Points of 100 by category, and what cost points, for each address. */
export interface Scores {
  path: string;
  points: Record<string, number>;
  lost: string[];
}

/** Signs in at `url` and looks at pages as a desktop browser shows them. `find` gives their addresses. */
export async function audit(url: string, account: Account, categories: string[], find: (who: Person) => Promise<string[]>): Promise<Scores[]> {
  const profile = mkdtempSync(join(tmpdir(), "bangdu-lighthouse-"));
  const port = await freePort();
  const options = config.use?.launchOptions ?? {};
  const args = [...(options.args ?? []), `--remote-debugging-port=${port}`];
  const context = await chromium.launchPersistentContext(profile, { ...options, args, baseURL: url, locale: "zh-CN" });
  try {
    const who = new Person(context.pages()[0] ?? (await context.newPage()), true);
    await who.signIn(account);
    const scores: Scores[] = [];
    for (const path of await find(who)) {
      const flags = { port, onlyCategories: categories, disableStorageReset: true, logLevel: "error" as const };
      const result = await lighthouse(new URL(path, url).href, flags, desktopConfig);
      if (!result) throw new Error(`lighthouse gave nothing for ${path}`);
      const { lhr } = result;
      const points = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]));
      const weighed = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id));
      const lost = weighed.filter((id) => (lhr.audits[id]?.score ?? 1) < 1).map((id) => `${id}: ${lhr.audits[id]?.displayValue ?? lhr.audits[id]?.title}`);
      scores.push({ path, points, lost });
    }
    return scores;
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Desk, ledger and a matter's page. */
export async function mainPages(who: Person): Promise<string[]> {
  await who.open("/matters?state=in_progress");
  const matter = await who.page.locator("th.title a").first().getAttribute("href");
  return ["/", "/matters", matter ?? "/matters"];
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
