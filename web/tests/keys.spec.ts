// The keyboard alone: search from anywhere, move among rows, open one; and none of it for whoever switched it off.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("by keys alone, staff search, move among what was found and open a matter", async ({ enter }, info) => {
  const person = await enter("督查室工作人员", "市政府督查室");
  const staff = person.page;
  await staff.goto("/");
  await staff.keyboard.press("/");
  if (info.project.name === "phone") await expect(staff).toHaveURL(/\/search$/);
  const field = info.project.name === "phone" ? staff.locator("#q") : staff.locator("#find");
  await field.focus();
  await expect(field).toBeFocused();
  await staff.keyboard.insertText("建设");
  await staff.keyboard.press("Enter");
  await expect(staff).toHaveURL(/\/search\?q=/);
  const rows = staff.locator("main ul.todo > li");
  await person.look();
  await staff.keyboard.press("j");
  await expect(rows.nth(0).getByRole("link").first()).toBeFocused();
  await staff.keyboard.press("j");
  await expect(rows.nth(1).getByRole("link").first()).toBeFocused();
  await staff.keyboard.press("k");
  await expect(rows.nth(0).getByRole("link").first()).toBeFocused();
  await staff.keyboard.press("Enter");
  await expect(staff).toHaveURL(/\/matters\/[0-9a-f-]+$/);
  await staff.keyboard.press("?");
  await expect(staff.getByRole("dialog", { name: "键盘快捷键" })).toBeVisible();
  await staff.getByRole("button", { name: "单键快捷键：停用" }).click();
  await expect(staff).toHaveURL(/\/matters\/[0-9a-f-]+$/);
  await staff.keyboard.press("?");
  await staff.keyboard.press("j");
  await expect(staff.getByRole("dialog")).toHaveCount(0);
  await expect(staff.locator("body")).toBeFocused();
});

test("Enter in a unit's field goes on to the next field and assigns nothing yet", async ({ enter }, { project }) => {
  test.skip(project.name !== "desktop", "a phone has no such key beside its own keyboard");
  const staff = await enter("督查室工作人员", "市政府督查室");
  await staff.open("/desk/steps?kind=assign");
  await staff.followFirst(staff.page.locator("main").getByRole("link", { name: /^交办：/ }));
  const lead = staff.page.getByLabel("牵头单位");
  await lead.fill("市住建局");
  await lead.press("Enter");
  await expect(staff.page.getByLabel("责任单位")).toBeFocused();
  await expect(staff.page.getByRole("heading", { level: 1 })).toHaveText("交办");
});
