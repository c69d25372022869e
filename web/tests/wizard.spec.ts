// A ledger with a row that would be given back: mended where it stands, taken over; a unit moved to another
// place; and what each person may do, told to them.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

const ledger = (project: string) =>
  [
    "泉州市督查事项台账",
    "序号\t督查事项\t牵头单位\t完成时限",
    `1\t${project}路灯改造\t市住建局\t2027年12月31日`,
    `2\t${project}公厕改造\t市住建局\t视资金到位情况`,
    `3\t${project}绿道建设\t\t2027年12月31日`,
  ].join("\n");

test("a drafter mends cells where they stand and confirms", async ({ enter }, { project }) => {
  const drafter = await enter("经办人", "市政府督查室");
  await drafter.open("/ledgers");
  await drafter.fill({ 或粘贴单元格: ledger(project.name) });
  await drafter.press("读取并预览");
  await drafter.sees("需核对、暂不能导入的行（2行）", "缺少牵头单位或责任单位。请补填。", "完成时限未能识别");
  await drafter.fill({ "C 牵头单位": "市财政局" });
  await drafter.page.getByLabel("C 牵头单位").press("Enter");
  await drafter.sees("需核对、暂不能导入的行（1行）", "可导入的行（2行）", "已改正，原文：");

  const doubt = drafter.page.locator("td[data-place]", { hasText: "视资金到位情况" });
  await doubt.focus();
  await drafter.page.keyboard.press("Enter");
  await drafter.page.keyboard.insertText("2027年6月底");
  await drafter.page.keyboard.press("Enter");
  await expect(drafter.page.locator("td[data-place]", { hasText: "2027年6月底" })).toBeFocused();
  await drafter.sees("已改正，原文：视资金到位情况", "已改正的单元格（2处）", "可导入的行（3行）");
  await drafter.look();

  await drafter.fill({ "本人已核对，所导入内容不涉及国家秘密。": true });
  await drafter.press("确认导入");
  await expect(drafter.page.locator(".stat").filter({ hasText: "新增事项" })).toContainText("3");
  await drafter.sees("已改正的单元格（2处）", "原文与改正后的内容已记入全过程记录");
});

test("a file dropped onto the page is read", async ({ enter }, { project }) => {
  test.skip(project.name === "phone", "nothing is dragged on a phone");
  const drafter = await enter("经办人", "市政府督查室");
  await drafter.open("/ledgers");
  const files = await drafter.page.evaluateHandle((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], "一.csv", { type: "text/csv" }));
    files.items.add(new File(["%PDF-1.7"], "二.pdf", { type: "application/pdf" }));
    return files;
  }, ledger("拖放").replaceAll("\t", ","));
  await drafter.page.dispatchEvent("main", "drop", { dataTransfer: files });
  const dropped = drafter.page.locator(".dropped li");
  await expect(dropped.nth(0)).toContainText("已读取，待确认");
  await expect(dropped.nth(1)).toContainText("未能读取");
  await expect(dropped.nth(1)).toContainText("PDF");
  await drafter.follow("打开预览");
  await drafter.sees("拖放路灯改造");
});

test("units are folded, one is moved, and rights explain themselves", async ({ enter }, { project }) => {
  const system = await enter("系统管理员", "市政府");
  await system.open("/units");
  await system.follow("全部展开");
  const bureau = system.page.locator("li[data-unit]").and(system.page.locator("li:not(:has(> details))")).first();
  const name = (await bureau.locator("a.strong").textContent()) ?? "";
  if (project.name === "desktop") {
    const county = system.page.locator("li[data-unit]:has(> details)").nth(1);
    await bureau.locator("> .unit").dragTo(county.locator("> .unit"));
    await expect(system.page).toHaveURL(/\/move\?to=/);
  } else {
    await bureau.getByRole("link", { name: `调整上级：${name}` }).click();
  }
  await system.sees("现上级单位");
  await system.look();

  const security = await enter("安全管理员", "市政府");
  await security.open("/rights");
  await security.sees("职责权限", "本督查室及受托");
  await security.open("/account/rights");
  await security.sees("授予角色", "不能办理");
});
