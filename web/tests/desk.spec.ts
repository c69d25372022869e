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
  await person.sees("已办理：反馈进展", "已完成管网改造三公里");
  await liaison.goto(form);
  await expect(liaison.getByLabel("本期进展")).toHaveValue("");
});
