// A clerk works through what is late: finds it, goes from one matter to the next by keys, goes back to the list and
// has the sheet; and a leader's phone has what they need at its foot.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("staff find what is late, go through it by keys, and have the sheet to print", async ({ enter }, info) => {
  // Somebody who chose no columns of their own.
  const person = await enter("督查室工作人员", "市政府督查室", 2);
  const staff = person.page;
  await staff.goto("/");
  const tile = staff.locator("a.stat", { hasText: "逾期" });
  const late = await tile.locator("b").innerText();
  await person.followFirst(tile);
  await person.sees(`共${late}项`);
  const wide = await staff.locator(".table-wrap").evaluate((wrap) => wrap.scrollWidth - wrap.clientWidth);
  if (info.project.name === "desktop") expect(wide, "no column is cut").toBeLessThanOrEqual(0);
  const titles = await staff.locator("th.title a").allInnerTexts();
  await person.followFirst(staff.locator("th.title a"));
  await person.look();
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText(titles[0] ?? "");
  await staff.keyboard.press("j");
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText(titles[1] ?? "");
  await staff.keyboard.press("k");
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText(titles[0] ?? "");
  const menu = staff.locator("header details.menu");
  await menu.locator("summary").click();
  await expect(menu).toHaveAttribute("open", "");
  await staff.keyboard.press("Escape");
  await expect(menu).not.toHaveAttribute("open");
  await person.followFirst(staff.locator(".list-way > a"));
  await person.sees(`共${late}项`);
  await person.follow("打印");
  await person.sees("逾期事项清单", "截至日期", "填报单位", `共${late}项`);
  await expect(staff.locator("button[data-print]")).toBeVisible();
  await staff.emulateMedia({ media: "print" });
  await expect(staff.locator(".annex tbody tr")).toHaveCount(Number(late));
  for (const gone of ["header.top", ".actions", ".note"]) await expect(staff.locator(gone).first()).toBeHidden();
});

test("a leader's phone has search and their instructions at the foot of every page", async ({ enter }, info) => {
  const person = await enter("分管领导", "市政府");
  const leader = person.page;
  await leader.goto("/");
  await person.look();
  const foot = leader.getByRole("navigation", { name: "常用操作" });
  await expect(foot).toBeVisible({ visible: info.project.name === "phone" });
  if (info.project.name !== "phone") return;
  await person.follow("我批示的事项", foot);
  await person.sees("共");
  await expect(leader.getByRole("navigation", { name: "主导航" })).toBeHidden();
  await person.follow("搜索", foot);
  await person.follow("工作台", foot);
  await expect(leader.locator(".case-last").first()).toContainText("批示内容");
  // The way out stands in the account's menu, out of a thumb's way.
  await expect(foot.getByText("退出")).toHaveCount(0);
});
