// What the public is told, from the clerk's form to the citizen's telephone and back.
import { join } from "node:path";
import { expect, test as base } from "@playwright/test";
import { bangdu, emptyStore, Server } from "./support/bangdu.ts";
import { City } from "./support/city.ts";
import { Person } from "./support/person.ts";

interface Outside {
  copy: string;
  inbox: string;
  server: Server;
}

/** A demo of its own, whose public copy is written from its store by command, and the board on the machine outside. */
const test = base.extend<{ outside: Outside }, { town: { data: string; city: City } }>({
  outside: async ({}, use) => {
    const place = emptyStore();
    const [copy, inbox] = [join(place.data, "copy"), join(place.data, "inbox")];
    const server = await Server.board(copy, inbox);
    await use({ copy, inbox, server });
    await server.stop();
    place.remove();
  },
  town: [
    async ({}, use) => {
      const store = emptyStore();
      bangdu("demo", "--data", store.data, "--fill-only", "--size", "small", "--log", "error");
      const server = await Server.start(store.data, "--board-url", "https://gs.example.gov.cn");
      await use({ data: store.data, city: new City(server) });
      await server.stop();
      store.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test("news are agreed to, read in the street, and answered by a clue that reaches the office", async ({
  browser,
  contextOptions,
  viewport,
  hasTouch,
  locale,
  timezoneId,
  town,
  outside,
}, { project }) => {
  const news = `三号楼主体封顶（${project.name}）`;
  const seen = `工地夜间施工，噪声扰民（${project.name}）`;
  const options = { ...contextOptions, viewport, hasTouch, locale, timezoneId };
  const enter = async (role: string) => {
    const person = await Person.at(browser, { ...options, baseURL: town.city.server.url });
    await person.signIn(town.city.account(role, "市政府督查室"));
    return person;
  };

  const staff = await enter("督查室工作人员");
  await staff.open("/publications?stand=public");
  await staff.followFirst(staff.page.locator("main td a, main th a"));
  const name = await staff.page.getByLabel("名称").inputValue();
  await staff.page.getByLabel("最近进展").fill(news);
  await expect(staff.page.locator("#preview")).toContainText(news);
  await staff.press("提请审批");
  await staff.sees("已提请审批", news);
  const address = new URL(staff.page.url()).pathname;

  bangdu("publish", "--to", outside.copy, "--data", town.data);
  const citizen = await Person.at(browser, { ...options, baseURL: outside.server.url });
  await citizen.open("/");
  await citizen.follow(name);
  await expect(citizen.page.locator("main")).not.toContainText(news);

  const head = await enter("督查室负责人");
  await head.open(address);
  await head.page.getByRole("group", { name: "最近进展：审批意见" }).getByLabel("同意公示").check();
  await head.press("提交审批意见");
  await head.sees("审批意见已保存");
  await head.open(address.replace("publication", "board"));
  await head.sees("项目公示牌", name);
  bangdu("publish", "--to", outside.copy, "--data", town.data);

  await citizen.page.reload();
  await citizen.sees(news, "监督电话");
  await citizen.fill({ 情况说明: seen });
  await citizen.page.getByLabel("本人承诺").check();
  await citizen.press("提交");
  await citizen.sees("线索已收到");
  const receipt = (await citizen.page.locator(".receipt").textContent()) ?? "";
  expect(receipt).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/);

  bangdu("fetch", "clues", "--from", outside.inbox, "--data", town.data);
  await staff.open("/clues");
  await staff.follow(seen);
  await staff.sees(receipt, "待甄别");
  await staff.fill({ 去向: "并入事项", 说明: "已转项目专班核实" });
  await staff.press("保存去向");
  await staff.sees("线索已办理：并入事项");

  for (const person of [staff, citizen, head]) await person.leave();
});
