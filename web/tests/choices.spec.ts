// What only one choice asks for is open where that is chosen: the stylesheet does it, no script has a part in it.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test.use({ javaScriptEnabled: false });

test("without scripts, a form shows the fields of the outcome that is chosen and no others", async ({ enter }) => {
  const staff = await enter("督查室工作人员", "市政府督查室");
  const { page } = staff;
  await staff.open("/desk/steps?kind=propose_closure");
  await staff.followFirst(page.locator("main").getByRole("link", { name: /^提请销号：/ }));
  const field = (label: string) => page.getByLabel(label, { exact: false }).first();
  await expect(field("下次核查日期")).toBeHidden();
  await page.getByRole("radio", { name: "阶段性办结" }).check();
  await expect(field("下次核查日期")).toBeVisible();
  await expect(field("未能解决的原因说明")).toBeHidden();
  await page.getByRole("radio", { name: "并案办理" }).check();
  await expect(field("下次核查日期")).toBeHidden();
  await expect(field("并入事项的立项编号")).toBeVisible();
  await staff.look();
});
