// The first day of an installation: three people take the three accounts, enter the others, the ledger that
// the office keeps today is brought in, and one of its matters is run to its end. Then the record is proven.
import { statSync } from "node:fs";
import { expect, test } from "./support/installation.ts";
import { bangdu, shared } from "./support/bangdu.ts";
import { grantRole, openAccount, setUpSecondFactor, takeAccount } from "./support/accounts.ts";
import { doAct, doFromDesk, expectState } from "./support/matter.ts";

const ledger = "ledgers/livelihood_2021.xlsx";
const title = "新改扩建20所公办幼儿园";

test("the ledger of today comes in, and one of its matters is struck off", async ({ installation, arrive }) => {
  const system = await takeAccount(await arrive(), installation.link("sysadmin"), "sysadmin");
  const security = await takeAccount(await arrive(), installation.link("secadmin"), "secadmin");
  const audit = await takeAccount(await arrive(), installation.link("auditadmin"), "auditadmin");
  await setUpSecondFactor(system, "sysadmin");

  await system.goTo("单位");
  await system.follow("新增单位");
  await system.fill({
    单位名称: "泉州市人民政府督查室",
    简称: "市政府督查室",
    上级单位: "泉州市人民政府",
    级别: "市级",
    类别: "督查室",
    "作为督查室，负责立项和销号": true,
    立项编号前缀: "督查立项",
  });
  await system.press("保存");

  const welcome = async (name: string, account: string, unit: string, role: string) => {
    const link = await openAccount(system, name, account, unit);
    await grantRole(security, account, role, unit);
    return takeAccount(await arrive(), link, account);
  };
  const drafter = await welcome("王起草", "wangqicao", "市政府督查室", "经办人");
  const staff = await welcome("陈经办", "chenjingban", "市政府督查室", "督查室工作人员");
  const head = await welcome("黄主任", "huangzhuren", "市政府督查室", "督查室负责人");

  await drafter.goTo("台账导入");
  await drafter.page.getByLabel("台账文件").setInputFiles(shared(ledger));
  await drafter.press("读取并预览");
  await drafter.sees("尚未写入任何事项", "可导入的行（33行）");
  await drafter.fill({ "本人已核对，所导入内容不涉及国家秘密。": true });
  await drafter.press("确认导入");
  await expect(drafter.page.locator(".stat").filter({ hasText: "新增事项" })).toContainText("33");
  await drafter.goTo("督查事项");
  await drafter.sees("共33项");

  const director = await welcome("郑局长", "zhengjuzhang", "市教育局", "单位负责人、分管负责人");
  await director.goTo("督查事项");
  await director.follow(title);
  await expectState(director, "办理中");
  await doAct(director, "签收", {});
  await doAct(director, "反馈进展", { 本期进展: "20所幼儿园均已建成投用", 累计完成率: "100" });
  await doAct(director, "申请办结", { 办结情况: "新增学位均已投入使用" });

  await doFromDesk(staff, "待核查", title, "核查", { 核查结论: "核查通过", 核查方式: "书面核查", 核查意见: "竣工验收资料齐全" });
  await doAct(staff, "提请销号", { 办理结果: "已解决" });

  await doFromDesk(head, "待审批销号", title, "审批销号", { 审批意见: "同意销号" });
  await expectState(head, "已销号");

  await audit.goTo("全过程记录");
  await audit.sees("存证点");
  await expect(audit.page.locator("th code"), "entries that no sentence tells").toHaveCount(0);
  expect(JSON.parse(bangdu("verify", "--data", installation.data))).toMatchObject({ ok: true, first_error: null });
  const exported = `${installation.data}/台账.xlsx`;
  bangdu("export", "ledger", exported, "--data", installation.data);
  expect(statSync(exported).size).toBeGreaterThan(5_000);
});
