// What only one choice asks for is open where that is chosen: the stylesheet does it, no script has a part in it.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test.use({ javaScriptEnabled: false });

test("without scripts, a form shows the fields of the choice that is taken and no others", async ({ enter }) => {
  const head = await enter("督查室负责人", "市政府督查室");
  const { page } = head;
  await head.open("/desk/steps?kind=approve_closure");
  await head.followFirst(page.locator("main").getByRole("link", { name: /^审批销号：/ }));
  const [months, why] = [page.locator("#months"), page.locator("#reason")];
  await expect(months.or(why)).toHaveCount(2);
  for (const field of [months, why]) await expect(field).toBeHidden();
  await page.getByRole("radio", { name: "同意销号", exact: true }).check();
  await expect(months).toBeVisible();
  await expect(why).toBeHidden();
  await page.getByRole("radio", { name: "不同意销号，退回办理" }).check();
  await expect(months).toBeHidden();
  await expect(why).toBeVisible();
  await head.look();
  // What is missing is said where it is asked for.
  await head.press("审批销号");
  await expect(why).toHaveAttribute("aria-invalid", "true");
});
