// Every main page, in light, dark and on paper, as pictures for a person to look at: target/screenshots.
import { join } from "node:path";
import { expect } from "@playwright/test";
import { screenshots, shared } from "./support/bangdu.ts";
import { expectWellMade } from "./support/accessible.ts";
import { test } from "./support/city.ts";
import type { Person } from "./support/person.ts";

type Picture = (name: string, person: Person) => Promise<void>;

const picture = test.extend<{ take: Picture }>({
  take: async ({}, use, { project }) => {
    await use(async (name, { page }) => {
      const file = (look: string) => join(screenshots, `${project.name}-${name}-${look}.png`);
      await page.screenshot({ path: file("light"), fullPage: true });
      await page.emulateMedia({ colorScheme: "dark" });
      await expectWellMade(page);
      await page.screenshot({ path: file("dark"), fullPage: true });
      await page.emulateMedia({ colorScheme: null, media: "print" });
      await page.screenshot({ path: file("print"), fullPage: true });
      await page.emulateMedia({ media: null });
    });
  },
});

picture("pages before signing in, and of the API", async ({ enter, take }) => {
  const staff = await enter("督查室工作人员", "市政府督查室");
  await staff.page.goto("/api");
  await expect(staff.page.getByRole("heading", { name: /Bangdu/ })).toBeVisible();
  await staff.page.screenshot({ path: join(screenshots, `${picture.info().project.name}-api-light.png`) });
  await staff.open("/");
  await staff.signOut();
  await take("sign-in", staff);
});

picture("pages of the office", async ({ enter, take }) => {
  const staff = await enter("督查室工作人员", "市政府督查室");
  await take("desk", staff);
  await staff.goTo("督查事项");
  await take("matters", staff);
  await staff.follow("亮灯汇总");
  await take("summary", staff);
  await staff.open("/matters?state=in_progress&unit=市住建局");
  await staff.followFirst(staff.page.locator("th.title a"));
  await take("matter", staff);
  await staff.followFirst(staff.page.locator(".action-bar a:visible"));
  await take("act", staff);
  await staff.goTo("专项行动");
  await take("campaigns", staff);
  await staff.open("/tokens");
  await take("tokens", staff);
  await staff.open("/account");
  await take("account", staff);
  await staff.open("/matters/no-such-matter", 404);
  await take("not-found", staff);
});

picture("pages of drafting and approval", async ({ enter, take }) => {
  const drafter = await enter("经办人", "市政府督查室");
  await drafter.open("/matters/new");
  await take("draft", drafter);
  await drafter.open("/ledgers");
  await take("ledgers", drafter);
  await drafter.page.getByLabel("台账文件").setInputFiles(shared("ledgers/livelihood_2021.xlsx"));
  await drafter.press("读取并预览");
  await take("preview", drafter);
  const head = await enter("政府负责人", "市政府");
  await head.open("/matters/batch");
  await take("batch", head);
});

picture("pages of the administrators", async ({ enter, take }) => {
  const system = await enter("系统管理员", "市政府");
  for (const [name, way] of [["units", "单位"], ["persons", "人员"], ["accounts", "账号"], ["settings", "日历与规则"]] as const) {
    await system.goTo(way);
    await take(name, system);
  }
  await system.open("/persons/new");
  await take("person-form", system);
  const security = await enter("安全管理员", "市政府");
  await security.goTo("账号");
  await security.followFirst(security.page.locator("th.title a"));
  await take("account-grants", security);
  const audit = await enter("审计管理员", "市政府");
  await audit.goTo("全过程记录");
  await take("journal", audit);
});
