// A new installation: an empty store that was just started, and its three one-time links.
import { test as base } from "@playwright/test";
import { emptyStore, Server } from "./bangdu.ts";
import { Person } from "./person.ts";

export { expect } from "@playwright/test";

/** A store that was empty when its server first started. */
export class Installation {
  constructor(
    readonly server: Server,
    readonly data: string,
  ) {}

  /** The one-time link that the first start printed for an account. */
  link(account: string): string {
    const found = new RegExp(`\\(${account}\\): (\\S+)`).exec(this.server.said)?.[1];
    if (!found) throw new Error(`no link for ${account} in:\n${this.server.said}`);
    return found;
  }
}

interface Fixtures {
  installation: Installation;
  /** Somebody at a browser, not signed in yet. */
  arrive: () => Promise<Person>;
}

export const test = base.extend<Fixtures>({
  installation: async ({}, use) => {
    const store = emptyStore();
    const server = await Server.start(store.data, "--top", "泉州市人民政府");
    await use(new Installation(server, store.data));
    await server.stop();
    store.remove();
  },
  arrive: async ({ browser, installation, contextOptions, viewport, hasTouch, locale, timezoneId }, use) => {
    const arrived: Person[] = [];
    await use(async () => {
      const options = { ...contextOptions, viewport, hasTouch, locale, timezoneId };
      const person = await Person.at(browser, { ...options, baseURL: installation.server.url });
      arrived.push(person);
      return person;
    });
    for (const person of arrived) await person.leave();
  },
});
