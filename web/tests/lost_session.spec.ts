// A session that ended while somebody typed: the text waits for its person, with scripts and without.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";

test("what was typed when the session had ended is there again after signing in", async ({ enter, city }) => {
  const account = city.account("联络员", "市住建局");
  const person = await enter("联络员", "市住建局");
  const liaison = person.page;
  await liaison.goto("/matters?state=in_progress");
  await person.followFirst(liaison.locator(".ledger tbody .title a"));
  await person.follow("反馈进展", liaison.locator(".action-bar"));
  const form = liaison.url();
  await liaison.getByLabel("本期进展").fill("已完成管线迁改六百米");
  await liaison.getByLabel("佐证材料").setInputFiles({
    name: "现场照片.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  });
  await liaison.context().clearCookies();
  await person.press("反馈进展");
  await person.sees("登录已失效，所填内容已保留", "请重新选择：现场照片.jpg");
  await person.look();
  // A session that ends another one says so when it begins: that is no answer to the form.
  await person.fill({ 账号: account.name, 密码: account.password });
  await person.press("登录");
  await expect(liaison).toHaveURL(form);
  await expect(liaison.getByLabel("本期进展")).toHaveValue("已完成管线迁改六百米");
  await person.sees("已恢复您上次填写、尚未提交的内容", "请重新选择：现场照片.jpg");
  await person.press("反馈进展");
  await person.sees("已反馈", "已完成管线迁改六百米");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("it is said plainly that nothing was stored, and back still has the text", async ({ enter }) => {
    const person = await enter("联络员", "市住建局");
    const liaison = person.page;
    await liaison.goto("/matters?state=in_progress");
    await person.followFirst(liaison.locator(".ledger tbody .title a"));
    await person.follow("反馈进展", liaison.locator(".action-bar"));
    await liaison.getByLabel("本期进展").fill("已完成管线迁改七百米");
    await liaison.context().clearCookies();
    await person.press("反馈进展");
    await person.sees("刚才提交的内容没有保存", "后退");
    await liaison.goBack();
    await expect(liaison.getByLabel("本期进展")).toHaveValue("已完成管线迁改七百米");
  });
});

test("a leader writes an instruction and finds it waiting to be registered", async ({ enter }, info) => {
  const person = await enter("分管领导", "市政府");
  const title = `两所学校施工许可（${info.project.name}）`;
  await person.page.goto("/");
  await person.follow("作出批示");
  await person.fill({ 批示内容: "请市住建局牵头，月底前解决", 批示事由: title });
  await person.fill({ "本人确认所录内容不涉及国家秘密、工作秘密": true });
  await person.press("送督查室立项");
  await person.sees("待立项", "请市住建局牵头，月底前解决");
  await person.page.goto("/");
  const mine = person.page.locator("#mine li").filter({ hasText: title });
  await expect(mine).toContainText("待立项");
});
