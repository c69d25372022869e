// A matter as a person finds and turns it.
import { expect, type Locator } from "@playwright/test";
import { type Entries, Person } from "./person.ts";

/** What may be done is offered in the bar; what is rarer stands under 其他操作. */
function bar(person: Person): Locator {
  return person.page.locator(".action-bar");
}

/** Finds a matter by its title in the list and opens it. */
export async function findMatter(person: Person, title: string): Promise<void> {
  // A leader's phone has no menu: they come by a link, as from a message.
  if (await person.hasMenu()) await person.goTo("督查事项");
  else await person.open("/matters");
  // A phone folds the filters away.
  const fold = person.page.locator(".phone-fold summary");
  if (await fold.isVisible()) await fold.click();
  await person.fill({ 名称或编号: title });
  await person.press("查询");
  // A search stays among the unfinished; where it finds none there, it offers all.
  const everywhere = "在全部事项中查找";
  if (await person.page.getByRole("link", { name: everywhere }).isVisible()) await person.follow(everywhere);
  await person.follow(title);
}

/** Does an act that needs no words. */
export async function doAtOnce(person: Person, act: string): Promise<void> {
  await person.press(act, bar(person));
  await person.sees(act === "反馈进展" ? "已反馈" : `${act}：已办理`);
}

/** Opens an act's form, fills it in and hands it in. */
export async function doAct(person: Person, act: string, entries: Entries): Promise<void> {
  await person.follow(act, bar(person));
  await handIn(person, act, entries);
}

/** What waits on the desk under a heading. */
export function waiting(person: Person, kind: string): Locator {
  const heading = person.page.getByRole("heading", { name: kind, exact: true });
  return person.page.locator("section.todo-group").filter({ has: heading }).getByRole("listitem");
}

/** Takes a to-do up from the desk by the button beside its title, which opens its form, and hands it in. That leads back to the
 * desk; from there one goes on to the matter. */
export async function doFromDesk(person: Person, kind: string, title: string, act: string, entries: Entries): Promise<void> {
  await person.goTo("工作台");
  const matter = waiting(person, kind).getByRole("link", { name: title, exact: true }).first();
  const address = (await matter.getAttribute("href")) ?? "";
  await person.follow(`${act}：${title}`, waiting(person, kind));
  await handIn(person, act, entries);
  await expect(person.page.getByRole("heading", { level: 1 })).toHaveText("工作台");
  await person.open(address);
}

async function handIn(person: Person, act: string, entries: Entries): Promise<void> {
  await person.fill(entries);
  await person.press(act);
  await person.sees(act === "反馈进展" ? "已反馈" : `${act}：已办理`);
}

/** The matter's state stands under its title. */
export async function expectState(person: Person, state: string): Promise<void> {
  await expect(person.page.locator(".page-head .badge").first()).toHaveText(state);
}
