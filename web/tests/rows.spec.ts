// Rows copied from a spreadsheet and pasted as drafts: looked at, mended, stored.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("a drafter pastes rows, mends one and stores them as drafts", async ({ enter }, { project }) => {
  const drafter = await enter("经办人", "市政府督查室");
  await drafter.open("/matters/new");
  await drafter.follow("粘贴多行拟办");
  const cells = `督查事项\t完成时限\n${project.name}村道硬化\t2027年6月底\n${project.name}河道清淤\t视资金到位情况`;
  await drafter.fill({ 来源: "政府决策", 文件名称及文号: "2027年任务分解表", 粘贴单元格: cells });
  await drafter.press("读取并预览");
  await drafter.sees("待存拟办（2项）", "未能识别为时限");
  await drafter.fill({ "本人确认所录内容不涉及国家秘密、工作秘密": true, 第2行时限: "2027年9月底" });
  await drafter.press("存为拟办");
  await expect(drafter.page).toHaveURL(/\/matters\?state=draft/);
  await drafter.sees("已存为拟办2项", `${project.name}河道清淤`);
});
