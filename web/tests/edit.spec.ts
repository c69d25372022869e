// Cells of the list edited where they stand, by keyboard alone, and by a link on a phone.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("a head amends a deadline and a remark in the list", async ({ enter }, info) => {
  const person = await enter("督查室负责人", "市政府督查室");
  const { page } = person;
  await person.open("/matters?columns=number,title,due,urgency,remark&state=in_progress");
  const rows = page.locator("table.wide tbody tr:has([data-edit])");
  if (info.project.name === "phone") {
    const row = rows.nth(2);
    const title = (await row.locator("th.title a").textContent()) ?? "";
    await person.follow(`更正：${title}`, row);
    await person.fill({ 完成时限: "2027-10-30", 理由: "报市政府同意调整" });
    await person.press("更正");
    await expect(page).toHaveURL(/\/matters\?columns=/);
    await person.sees("2027-10-30");
    return;
  }
  const row = rows.nth(1);
  const due = row.locator("[data-edit='amend?only=deadline']");
  await due.click();
  await due.focus();
  await page.keyboard.press("F2");
  const editor = page.getByRole("dialog", { name: /修改单元格/ });
  await expect(editor.getByLabel("完成时限")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(editor).toBeHidden();
  await expect(due).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(editor.getByLabel("完成时限")).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("12月40日");
  await page.keyboard.press("Enter");
  await expect(editor.locator("#cell-deadline-error")).toBeVisible();
  await expect(editor.locator("#cell-reason-error")).toBeVisible();
  await person.look();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("2027-10-20");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText("报市政府同意调整");
  await page.keyboard.press("Tab");
  // Stored, and on to the next cell, with the reason given before.
  await expect(due).toHaveText("2027-10-20");
  await expect(page.locator(".edit-said")).toContainText("更正");
  await expect(editor.getByLabel("理由")).toHaveValue("报市政府同意调整");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  const remark = row.locator("[data-edit='remark?only=text']");
  await expect(remark).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(editor.getByLabel("备注")).toBeFocused();
  await page.keyboard.insertText("月底前电话了解");
  await page.keyboard.press("Enter");
  await expect(remark).toHaveText("月底前电话了解");
  await expect(remark).toBeFocused();
});

test("whoever was slower is told who was faster, and stores with one more press", async ({ enter }, info) => {
  test.skip(info.project.name === "phone", "phones have cards");
  const list = "/matters?columns=number,title,remark,urgency&state=in_progress";
  const [one, other] = [await enter("督查室工作人员", "市政府督查室"), await enter("督查室工作人员", "市政府督查室", 1)];
  await one.open(list);
  await other.open(list);
  const remark = (person: typeof one) => person.page.locator("table.wide tbody tr:has([data-edit])").nth(2).locator("[data-edit^=remark]");
  await remark(one).dblclick();
  const editor = one.page.getByRole("dialog", { name: /修改单元格/ });
  await expect(editor.getByLabel("备注")).toBeFocused();
  await remark(other).dblclick();
  await other.page.getByRole("textbox", { name: "备注" }).fill("已电话了解");
  await other.page.keyboard.press("Enter");
  await expect(remark(other)).toHaveText("已电话了解");
  await editor.getByLabel("备注").fill("等县里回复");
  await one.page.keyboard.press("Enter");
  await expect(editor).toContainText("备注：已电话了解");
  await expect(editor.getByLabel("备注")).toHaveValue("等县里回复");
  await one.page.keyboard.press("Enter");
  await expect(remark(one)).toHaveText("等县里回复");
});
