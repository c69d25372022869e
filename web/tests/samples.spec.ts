// Every page of every room as it is rendered from samples, in three languages, light and dark, from a phone to a wall:
// nothing cut, nothing overlapping, nothing wider than the screen, and nothing that axe would mind.
import { readdirSync, existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { axeFindings } from "./support/accessible.ts";
import { misplaced } from "./support/layout.ts";
import { renderedPages } from "./support/bangdu.ts";

const widths = [390, 1366, 1920];

/** In which looks axe examines a page: the colours of the dark one and the phone's form are the same in every language. */
function looks(name: string): ["light" | "dark", number][] {
  const always: ["light", number][] = [["light", 1366]];
  return name.includes(".zh-Hans.") ? [...always, ["light", 390], ["dark", 1366]] : always;
}

test.beforeAll(() => {
  if (!existsSync(renderedPages)) throw new Error("target/pages is missing: the Rust tests render it (cargo test pages)");
});

/** Shows the rendered pages as the program would, without starting it. */
async function serve(page: Page): Promise<void> {
  await page.route("http://pages.test/**", (route) => {
    const path = normalize(decodeURIComponent(new URL(route.request().url()).pathname));
    const file = join(renderedPages, path);
    if (!existsSync(file)) return route.fulfill({ status: 404, body: "" });
    const kind = { css: "text/css", svg: "image/svg+xml", html: "text/html; charset=utf-8", js: "text/javascript" };
    const ending = (file.split(".").pop() ?? "html") as keyof typeof kind;
    return route.fulfill({ body: readFileSync(file), contentType: kind[ending] ?? "application/octet-stream" });
  });
}

const pages = existsSync(renderedPages) ? readdirSync(renderedPages).filter((name) => name.endsWith(".html")) : [];
const rooms = [...new Set(pages.map((name) => name.split(".")[0] ?? ""))];

test("text that is cut, or lies over other text, is found", async ({ page }, { project }) => {
  test.skip(project.name !== "desktop", "once is enough");
  await page.setContent(`<div style="width:40px;overflow:hidden;white-space:nowrap">一二三四五六七八九十</div>
    <p style="margin:0">这一行在下面</p><p style="margin:-1.2em 0 0">这一行压在上面</p><div style="width:3000px">宽</div>`);
  const faults = (await misplaced(page)).join("\n");
  for (const kind of ["cut:", "over each other:", "wider than the screen"]) expect(faults).toContain(kind);
});

for (const room of rooms) {
  test(`the pages of ${room} stand well at every width, in every language and look`, async ({ page }, { project }) => {
    test.skip(project.name !== "desktop", "widths are set here");
    await serve(page);
    const wrong: string[] = [];
    for (const name of pages.filter((name) => name.startsWith(`${room}.`))) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize({ width: 1366, height: 900 });
      await page.goto(`http://pages.test/${name}`);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        wrong.push(...(await misplaced(page)).map((fault) => `${name} at ${width}: ${fault}`));
      }
      for (const [colorScheme, width] of looks(name)) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        wrong.push(...(await axeFindings(page)).map((fault) => `${name} at ${width}, ${colorScheme}: ${JSON.stringify(fault)}`));
      }
    }
    expect(wrong).toEqual([]);
  });
}
