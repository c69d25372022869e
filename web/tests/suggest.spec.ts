// Suggestions beneath the search: by letters, arrows and Enter alone; without scripts the field searches as ever.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("letters of a title suggest it, arrows choose it and Enter opens it", async ({ enter }, info) => {
  const person = await enter("督查室工作人员", "市政府督查室");
  const staff = person.page;
  await staff.goto("/search");
  const field = info.project.name === "phone" ? staff.locator("#q") : staff.locator("#find");
  await field.focus();
  await staff.keyboard.insertText("gszg");
  const options = staff.getByRole("option");
  await expect(options.filter({ hasText: "供水主管网" }).first()).toBeVisible();
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await person.look();
  await staff.keyboard.press("ArrowDown");
  await expect(options.nth(0)).toHaveAttribute("aria-selected", "true");
  await staff.keyboard.press("Escape");
  await expect(options).toHaveCount(0);
  await field.fill("");
  await staff.keyboard.insertText("gszg");
  await expect(options.first()).toBeVisible();
  await staff.keyboard.press("ArrowDown");
  await staff.keyboard.press("Enter");
  await expect(staff).toHaveURL(/\/matters\/[0-9a-f-]+$/);
  await expect(staff.locator("h1")).toContainText("供水主管网");
  await staff.goto("/search");
  await field.focus();
  await staff.keyboard.insertText("供水主管网");
  await staff.keyboard.press("Enter");
  await expect(staff).toHaveURL(/\/search\?q=/);
  await expect(staff.locator("main ul.todo > li").first()).toBeVisible();
});
