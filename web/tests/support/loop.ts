// The loop as six people turn it, each at a browser of their own.
import type { Enter } from "./city.ts";
import { doAct, doAtOnce, expectState, findMatter } from "./matter.ts";

const today = new Date().toISOString().slice(0, 10);

/** From draft to strike-off. */
export async function wholeLoop(enter: Enter, title: string): Promise<void> {
  const drafter = await enter("经办人", "市政府督查室");
  await drafter.goTo("督查事项");
  await drafter.follow("拟办事项");
  await drafter.fill({
    事项名称: title,
    类型: "问题",
    工作目标及要求: "年内消除三处积水点",
    来源: "领导批示",
    立项依据: "领导批示",
    批示性质: "批办性",
    批示领导: "李副市长",
    批示内容: "请市住建局牵头，尽快整治到位",
    批示时间: today,
    紧急程度: "一般",
    时限: "20个工作日",
    "本人确认所录内容不涉及国家秘密、工作秘密": true,
  });
  await drafter.press("保存并提交审批");
  await expectState(drafter, "待审批");

  const head = await enter("政府负责人", "市政府");
  await findMatter(head, title);
  await doAtOnce(head, "同意立项");
  await expectState(head, "已立项");

  const staff = await enter("督查室工作人员", "市政府督查室");
  await findMatter(staff, title);
  await doAct(staff, "交办", { 牵头单位: "市住建局", 配合单位: "市财政局" });
  await expectState(staff, "待签收");

  const liaison = await enter("联络员", "市住建局");
  await findMatter(liaison, title);
  await doAct(liaison, "签收", {});
  await expectState(liaison, "办理中");
  await doAct(liaison, "反馈进展", { 本期进展: "三处积水点均已完成管网改造", 累计完成率: "100" });
  await liaison.sees("三处积水点均已完成管网改造", "100%");

  const director = await enter("单位负责人、分管负责人", "市住建局");
  await findMatter(director, title);
  await doAct(director, "申请办结", { 办结情况: "三处积水点已消除，经两次强降雨检验" });
  await expectState(director, "待核查");

  await findMatter(staff, title);
  await doAct(staff, "核查", { 核查结论: "核查通过", 核查方式: "现场核查", 核查意见: "现场查看，雨后无积水" });
  await expectState(staff, "待呈报");
  await doAct(staff, "呈报批示领导", { 呈报结果: "无新批示", 批示或答复内容: "已阅" });
  await expectState(staff, "待销号");
  await doAct(staff, "提请销号", { 办理结果: "已解决" });

  const secondKey = await enter("督查室负责人", "市政府督查室");
  await findMatter(secondKey, title);
  await doAct(secondKey, "审批销号", { 审批意见: "同意销号", "回头看（销号后第几个月）": "3、6" });
  await expectState(secondKey, "已销号");

  await findMatter(liaison, title);
  await expectState(liaison, "已销号");
  await liaison.sees("现场查看，雨后无积水", "下次回头看");
}
