// The desk and the matter's page as people meet them: a step in place, news that are read, typed text that survives.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("a leader's desk needs no menu on a phone, and news stay until they are read", async ({ enter }, info) => {
  const person = await enter("分管领导", "市政府");
  const leader = person.page;
  await leader.goto("/");
  await person.look();
  await expect(leader.locator("main h2").first()).toHaveText("我批示的事项");
  const menu = leader.getByRole("navigation", { name: "主导航" });
  await expect(menu).toBeVisible({ visible: info.project.name !== "phone" });
  await expect(leader.locator("#news li").first()).toBeVisible();
  await person.press("已阅", leader.locator("#news"));
  await person.sees("没有新的变动");
});

test("what a liaison typed survives a lost connection and is forgotten once it was handed in", async ({ enter }) => {
  const person = await enter("联络员", "市住建局");
  const liaison = person.page;
  await liaison.goto("/matters?state=in_progress");
  await person.followFirst(liaison.locator(".ledger tbody .title a"));
  await person.look();
  const matter = liaison.url();
  await person.follow("反馈进展", liaison.locator(".action-bar"));
  const form = liaison.url();
  await liaison.getByLabel("本期进展").fill("已完成管网改造三公里");
  await liaison.context().setOffline(true);
  await expect(liaison.locator(".kept")).toContainText("网络连接已断开");
  await liaison.getByRole("button", { name: "反馈进展" }).click();
  await expect(liaison).toHaveURL(form);
  await liaison.context().setOffline(false);
  await expect(liaison.locator(".kept")).toContainText("网络连接已恢复");
  await liaison.goto(matter);
  await liaison.goto(form);
  await expect(liaison.getByLabel("本期进展")).toHaveValue("已完成管网改造三公里");
  await person.sees("已恢复您上次填写、尚未提交的内容");
  await person.look();
  await person.press("反馈进展");
  await person.sees("已反馈", "已完成管网改造三公里");
  await liaison.goto(form);
  await expect(liaison.getByLabel("本期进展")).toHaveValue("");
});

test("the head's page to print is one sheet and says of whose matters it tells", async ({ enter }, info) => {
  const person = await enter("督查室负责人", "市政府督查室");
  const head = person.page;
  await head.goto("/desk/brief");
  await person.look();
  await person.sees("统计范围：市政府督查室立项的督查事项", "近七日变化", "转红灯");
  if (info.project.name === "phone") return;
  const paper = (await head.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(paper.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
});

test("who was urged finds it on the desk and in the round, and the office finds the report", async ({ enter }, info) => {
  // Both projects share a city: each urges another unit.
  const unit = info.project.name === "phone" ? "晋江市政府" : "惠安县政府";
  const person = await enter("督查室工作人员", "市政府督查室");
  const staff = person.page;
  await staff.goto("/");
  const owing = staff.locator("#owing .owing > li").filter({ hasText: unit });
  // The units overdue longest stand open, the others folded beneath.
  if (!(await owing.isVisible())) await staff.locator("#owing details.more > summary").first().click();
  await owing.locator("summary").first().click();
  await person.press("发送催办", owing);
  await person.sees(`已向${unit}催办`);
  const other = await enter("联络员", unit);
  const liaison = other.page;
  await liaison.goto("/");
  await other.look();
  await expect(liaison.locator("#urged .case-last").first()).toContainText("请抓紧填报");
  await other.follow("在一页上填报", liaison.locator("#urged"));
  await other.sees("即视为已回复催办");
  const row = liaison.locator(".round-row").first();
  await row.getByLabel("本期进展").fill("已完成场地平整，进场施工");
  await other.press("提交反馈");
  await other.sees("已反馈1项");
  await staff.goto("/");
  await expect(staff.locator(".replies > li").filter({ hasText: unit })).toContainText("已反馈（催办后）");
});
