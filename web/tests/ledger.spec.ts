// The ledger as a clerk likes it: columns chosen and widened, sorted, kept as a view, and read on by scrolling.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("staff choose columns, sort by two of them and keep the list as a view", async ({ enter }, info) => {
  const person = await enter("督查室工作人员", "市政府督查室");
  const staff = person.page;
  await person.open("/matters");
  await person.follow("列设置");
  await person.fill({ 当前责任方: true, 剩余天数: true });
  await person.press("上移：剩余天数");
  await person.press("保存");
  await person.sees("列设置已保存");
  const table = staff.locator("table.wide");
  if (info.project.name === "phone") {
    await expect(table.locator("td[data-label=当前责任方]").first()).toBeVisible();
    await person.open("/matters?sort=rate%2Cchanged");
  } else {
    await person.follow("最近变动", table);
    await person.follow("完成率", table);
    await expect(table.locator("th[data-column=rate]")).toHaveAttribute("aria-sort", "ascending");
  }
  await expect(staff.getByRole("list", { name: "已选条件" })).toContainText("完成率↑、最近变动↓");
  await person.follow("保存视图");
  await person.fill({ 视图名称: "进度慢的" });
  await person.press("保存");
  await expect(staff.getByRole("link", { name: "进度慢的" })).toHaveAttribute("aria-current", "true");
  await person.follow("看板");
  await person.follow("时间轴");
  await person.follow("进度慢的");
  await expect(staff.getByRole("list", { name: "已选条件" })).toContainText("完成率↑");
});

test("a column is as wide as it was drawn, and the next rows come as one scrolls", async ({ enter }, info) => {
  test.skip(info.project.name === "phone", "phones have cards and a pager");
  const person = await enter("督查室工作人员", "市政府督查室", 1);
  const staff = person.page;
  await person.open("/matters?show=all");
  const head = staff.locator("th[data-column=lead]");
  const before = (await head.boundingBox())?.width ?? 0;
  const grip = await head.locator(".grip").boundingBox();
  if (!grip) throw new Error("there is nothing to draw at");
  const kept = staff.waitForResponse((answer) => answer.url().endsWith("/matters/columns/widths"));
  await staff.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await staff.mouse.down();
  await staff.mouse.move(grip.x + grip.width / 2 + 160, grip.y + grip.height / 2, { steps: 4 });
  await staff.mouse.up();
  expect((await kept).status()).toBe(204);
  await staff.reload();
  await expect.poll(async () => (await head.boundingBox())?.width ?? 0).toBeGreaterThan(before + 100);
  const rows = staff.locator("table.wide tbody tr");
  const first = await rows.count();
  await expect(staff.getByRole("link", { name: "下一页" })).toBeVisible();
  // Where the window holds the table, the page scrolls; else its box does.
  await staff.locator(".table-wrap").evaluate((wrap) => {
    wrap.scrollTo(0, wrap.scrollHeight);
    scrollTo(0, document.documentElement.scrollHeight);
  });
  await expect.poll(() => rows.count()).toBeGreaterThan(first);
});
