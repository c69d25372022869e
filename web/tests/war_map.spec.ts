// 挂图作战: from the map to a county's list, the chart of projects, a project's sheet on paper, and the wall screen.
import { expect } from "@playwright/test";
import { expectWellMade } from "./support/accessible.ts";
import { test } from "./support/city.ts";

test("a head finds the county that lags, opens its list, and reads the plan of projects", async ({ enter }, info) => {
  const head = await enter("督查室负责人", "市政府督查室");
  const refused: string[] = [];
  head.page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await head.goTo("挂图作战");
  await head.sees("县（市、区）亮灯图", "统计范围：市政府", "县（市、区）排名", "台商投资区管委会");
  await expect(head.page.locator("svg.counties")).toContainText("金门县");
  await expect(head.page.getByRole("link", { name: /金门/ })).toHaveCount(0);
  await head.followFirst(head.page.getByRole("link", { name: /^安溪县政府：红灯/ }));
  await expect(head.page).toHaveURL(/\/matters\?area=/);
  await head.sees("地区：安溪县政府");
  await head.goTo("挂图作战");
  await head.follow("项目计划图");
  const chart = head.page.locator(".chart .drawing svg");
  await expect(chart).toBeVisible();
  await expect(chart).toContainText("计划进度");
  await head.followFirst(head.page.getByRole("link", { name: /^作战图 / }));
  await head.sees("项目倒排工期作战图", "倒排节点", "堵点", "第");
  if (info.project.name === "desktop") {
    for (const [size, width] of [["a4", 842], ["a3", 1191], ["a0", 3370]] as const) {
      await head.page.goto(`${new URL(head.page.url()).pathname}?size=${size}`);
      const pdf = (await head.page.pdf({ preferCSSPageSize: true })).toString("latin1");
      const boxes = pdf.match(/\/MediaBox\s*\[[^\]]*\]/g) ?? [];
      expect(boxes, size).toHaveLength(1);
      expect(Math.round(Number(boxes[0]?.split(/\s+/).at(-2)))).toBe(width);
    }
  }
  expect(refused, "the content policy refuses nothing").toEqual([]);
});

test("a wall screen needs no session, turns, updates, and never grows", async ({ enter, browser, city }, info) => {
  test.skip(info.project.name === "phone", "a wall is no phone");
  const head = await enter("督查室负责人", "市政府督查室");
  await head.open("/screen/links");
  await head.fill({ 大屏位置: "三楼指挥中心" });
  await head.press("生成链接");
  const link = (await head.page.locator("p.secret").textContent()) ?? "";
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: "zh-CN", baseURL: city.server.url });
  // The page's own stream, so that the test can speak in the server's place.
  await context.addInitScript(() => {
    const streams: EventSource[] = [];
    const Native = window.EventSource;
    class Known extends Native {
      constructor(address: string) {
        super(address);
        streams.push(this);
      }
    }
    Object.assign(window, { EventSource: Known, streams });
  });
  const wall = await context.newPage();
  const refused: string[] = [];
  wall.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await wall.goto(new URL(link).pathname);
  await expect(wall).toHaveURL(/\/screen$/);
  await expect(wall.getByRole("heading", { name: "县（市、区）亮灯图" })).toBeVisible();
  await expectWellMade(wall);
  await expect(wall.locator("body")).not.toContainText(/1[3-9]\d{9}/);
  await wall.getByRole("button", { name: "滞后项目" }).click();
  await expect(wall.getByRole("heading", { name: "滞后项目" })).toBeVisible();
  await expect(wall.getByRole("heading", { name: "县（市、区）亮灯图" })).toBeHidden();
  await expectWellMade(wall);
  // Two thousand updates by the page's own script: the figures change, the page doesn't grow.
  const [before, grown, text] = await wall.evaluate(() => {
    const nodes = (): number => {
      const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
      let n = 0;
      while (walker.nextNode()) n += 1;
      return n;
    };
    const [stream] = (window as unknown as { streams: EventTarget[] }).streams;
    if (!stream) throw new Error("the page listens to nothing");
    const snapshot = (n: number): string =>
      JSON.stringify({
        page: document.body.dataset["version"],
        texts: { "total.red": String(n), "area.0.name": `县${n}` },
        classes: { "shape.0": n % 2 ? "county hot" : "county calm" },
        bars: { "area.0.red": n % 100 },
      });
    stream.dispatchEvent(new MessageEvent("figures", { data: snapshot(0) }));
    const first = nodes();
    for (let n = 1; n <= 2_000; n += 1) stream.dispatchEvent(new MessageEvent("figures", { data: snapshot(n) }));
    return [first, nodes(), document.querySelector("[data-text='total.red']")?.textContent];
  });
  expect(text).toBe("2000");
  expect(grown).toBe(before);
  // The next figures of the server put it right.
  await wall.reload();
  await expect(wall.locator("[data-text='total.red']").first()).not.toHaveText("2000");
  await wall.goto("/map");
  await expect(wall).toHaveURL(/\/sign-in/);
  expect(refused, "the content policy refuses nothing").toEqual([]);
  await context.close();
});
