// The list on the screens that people have: enough of it on the first screen, whatever was chosen; and what is ticked is
// counted where it is acted on.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("the first screen shows ten matters of any list, a phone's the first one", async ({ enter }, info) => {
  const phone = info.project.name === "phone";
  // Somebody who chose no columns of their own.
  const person = await enter("督查室工作人员", "市政府督查室", 2);
  const { page } = person;
  if (!phone) await page.setViewportSize({ width: 1366, height: 768 });
  for (const path of ["/matters", "/matters?overdue=any&state=in_progress", "/matters?sort=light%2Cdue&light=red"]) {
    await person.open(path);
    const rows = page.locator("table.wide tbody tr");
    const wanted = Math.min(phone ? 1 : 10, await rows.count());
    const last = await rows.nth(wanted - 1).boundingBox();
    const high = page.viewportSize()?.height ?? 0;
    expect((last?.y ?? high) + (last?.height ?? 0), `${path}: ${wanted} rows on the first screen`).toBeLessThanOrEqual(high);
  }
  if (phone) {
    await person.open("/matters?overdue=any");
    const first = await page.locator("table.wide tbody tr").first().boundingBox();
    expect(first?.y ?? 999, "half of a phone's screen is for matters").toBeLessThan(422);
    await expect(page.getByLabel("单位", { exact: true })).toBeHidden();
    await page.locator(".phone-fold summary").click();
    await person.fill({ 名称或编号: "建设" });
    await person.press("查询");
    return person.sees("名称或编号：建设");
  }
  // Large letters leave the deadline whole, and completion and the last change in sight.
  await page.evaluate(() => (document.documentElement.dataset["size"] = "large"));
  for (const name of ["时限", "完成率", "最近变动"]) {
    const head = await page.locator("table.wide thead th").filter({ hasText: name }).first().boundingBox();
    expect((head?.x ?? 0) + (head?.width ?? 9999), name).toBeLessThanOrEqual(1366);
  }
  const cut = await page.locator("table.wide td.nowrap").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
  expect(cut.filter((text) => /^\s*\d{4}-/.test(text ?? ""))).toEqual([]);
  await page.evaluate(() => delete document.documentElement.dataset["size"]);
  // The page scrolls, and the table's head stays beneath the house's.
  await person.open("/matters?show=all");
  await page.mouse.move(800, 600);
  await page.mouse.wheel(0, 500);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(300);
  const head = await page.locator("table.wide thead th.title").boundingBox();
  expect(Math.round(head?.y ?? 0)).toBe(56);
  await page.getByRole("checkbox", { name: "全选本页" }).check();
  await expect(page.getByText(/^已选\d+项$/)).toBeInViewport();
  await page.getByRole("checkbox", { name: "全选本页" }).uncheck();
  await expect(page.getByText(/^已选\d+项$/)).toHaveCount(0);
  // With Shift a second head is the minor key.
  await person.open("/matters");
  await person.follow("牵头单位", page.locator("table.wide"));
  await page.getByRole("link", { name: "完成率", exact: true }).click({ modifiers: ["Shift"] });
  await expect(page.getByRole("list", { name: "已选条件" })).toContainText("牵头单位↑、完成率↑");
});
