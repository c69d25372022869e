// A person at a browser of their own, who reaches everything as people do: by words on the page.
import { expect, type Browser, type BrowserContextOptions, type Locator, type Page } from "@playwright/test";
import { expectWellMade } from "./accessible.ts";

/** What is typed into the fields of a form, by their labels. `true` ticks a box; a radio is chosen by its own words. */
export type Entries = Record<string, string | true>;

/** What a person acts with. */
export type Hands = "pointer" | "keys";

/** An account to sign in with. */
export interface Account {
  name: string;
  password: string;
}

export class Person {
  constructor(
    readonly page: Page,
    private readonly scripts: boolean,
    private readonly hands: Hands = "pointer",
  ) {}

  /** Opens a browser at a server. */
  static async at(browser: Browser, options: BrowserContextOptions, hands: Hands = "pointer"): Promise<Person> {
    const context = await browser.newContext(options);
    return new Person(await context.newPage(), options.javaScriptEnabled !== false, hands);
  }

  /** Goes to an address, as from a link in a message. */
  async open(path: string, status = 200): Promise<void> {
    const answer = await this.page.goto(path);
    expect(answer?.status(), path).toBe(status);
    await this.look();
  }

  async signIn({ name, password }: Account): Promise<void> {
    await this.open("/sign-in");
    await this.fill({ 账号: name, 密码: password });
    await this.press("登录");
  }

  async signOut(): Promise<void> {
    const menu = this.page.locator("header details");
    await menu.locator("summary").click();
    await this.press("退出登录", menu);
  }

  /** Fills fields in; what is left out stays as it is. */
  async fill(entries: Entries, form: Locator = this.page.locator("main")): Promise<void> {
    for (const [label, entry] of Object.entries(entries)) {
      const name = labelled(label);
      const field = form.getByLabel(name);
      const choice = form.getByRole("group", { name }).getByRole("radio", { name: beginning(entry) });
      // Either is there as soon as the page is.
      await expect(choice.or(field).first()).toBeAttached();
      if (this.hands === "keys") await this.type(field, choice, entry);
      else if (entry === true) await field.check();
      else if ((await choice.count()) > 0) await choice.check();
      else if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(entry);
      else await field.fill(entry);
    }
  }

  /** Presses a button and sees the page that answers. */
  async press(name: string, within: Locator = this.page.locator("main")): Promise<void> {
    await this.answered(within.getByRole("button", { name, exact: true }));
  }

  /** Follows a link. */
  async follow(name: string, within: Locator = this.page.locator("main")): Promise<void> {
    await this.answered(within.getByRole("link", { name, exact: true }));
  }

  /** Follows the first of several links. */
  async followFirst(links: Locator): Promise<void> {
    await this.answered(links.first());
  }

  /** Goes by the main navigation. */
  async goTo(way: string): Promise<void> {
    await this.follow(way, this.page.getByRole("navigation", { name: "主导航" }));
  }

  /** Whether the main navigation is in sight. */
  hasMenu(): Promise<boolean> {
    return this.page.getByRole("navigation", { name: "主导航" }).isVisible();
  }

  /** Sees these words on the page. */
  async sees(...words: string[]): Promise<void> {
    for (const text of words) await expect(this.page.locator("main")).toContainText(text);
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  private async answered(what: Locator): Promise<void> {
    const answer = this.page.waitForEvent("load");
    if (this.hands === "keys") {
      await this.reach(what);
      await this.page.keyboard.press("Enter");
    } else await what.click();
    await answer;
    await this.look();
  }

  /** Fills one field in as whoever has no pointer does. */
  private async type(field: Locator, choice: Locator, entry: string | true): Promise<void> {
    const keys = this.page.keyboard;
    if ((await choice.count()) > 0) {
      // Among radio buttons Tab leads to the chosen one or the first, arrows to the others.
      await this.reach(choice.locator("xpath=ancestor::fieldset[1]").getByRole("radio"));
      const many = await choice.locator("xpath=ancestor::fieldset[1]").getByRole("radio").count();
      if (!(await choice.isChecked())) await keys.press("Space");
      for (let tried = 0; tried < many && !(await choice.isChecked()); tried++) await keys.press("ArrowDown");
      return expect(choice).toBeChecked();
    }
    await this.reach(field);
    if (entry === true) {
      if (!(await field.isChecked())) await keys.press("Space");
      return expect(field).toBeChecked();
    }
    if ((await field.evaluate((element) => element.tagName)) !== "SELECT") {
      await keys.press("Control+A");
      return keys.insertText(entry);
    }
    const wanted = field.locator("option", { hasText: entry }).first();
    const value = (await wanted.getAttribute("value")) ?? entry;
    await keys.press("Home");
    for (let tried = 0; tried < 400 && (await field.inputValue()) !== value; tried++) await keys.press("ArrowDown");
    await expect(field).toHaveValue(value);
  }

  /** Presses Tab until one of `what` has the focus, which can then be seen. */
  private async reach(what: Locator): Promise<void> {
    await expect(what.first()).toBeVisible();
    for (let pressed = 0; pressed < 300; pressed++) {
      const there = await what.evaluateAll((all) => all.includes(document.activeElement as HTMLElement));
      if (there) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Tab never came to ${what}`);
  }

  /** Whatever page comes, it is a page of the app and well made. */
  async look(): Promise<void> {
    await expect(this.page.locator("main")).toBeVisible();
    if (this.scripts) await expectWellMade(this.page);
  }
}

/** A label reads so, whether or not the field must be filled in. */
function labelled(text: string): RegExp {
  return new RegExp(`^\\s*${escaped(text)}\\s*(必填)?\\s*$`);
}

/** A choice begins so: what it means may follow. */
function beginning(text: string | true): RegExp {
  return new RegExp(`^${escaped(String(text))}`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
