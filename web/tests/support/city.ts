// The demo city as tests use it: filled once for a worker, and people who enter it.
import { test as base } from "@playwright/test";
import { bangdu, emptyStore, Server } from "./bangdu.ts";
import { type Account, type Hands, Person } from "./person.ts";

interface Offer extends Account {
  role: string;
  unit: string;
}

/** A served demo. */
export class City {
  private readonly offers: Offer[] = JSON.parse(bangdu("demo", "--print-accounts"));

  constructor(readonly server: Server) {}

  /** The account of the `n`th person with this role in this unit. */
  account(role: string, unit: string, n = 0): Account {
    const found = this.offers.filter((offer) => offer.role === role && offer.unit === unit)[n];
    if (!found) throw new Error(`the demo has no such ${role} in ${unit}`);
    return found;
  }
}

/** Somebody of the city, signed in at a browser of their own. */
export type Enter = (role: string, unit: string, n?: number) => Promise<Person>;

interface Options {
  /** What people act with. */
  hands: Hands;
}

export interface CityOptions {
  /** How much the city holds. */
  citySize: "small" | "whole";
}

export const test = base.extend<Options & { enter: Enter }, CityOptions & { city: City }>({
  hands: ["pointer", { option: true }],
  citySize: ["small", { option: true, scope: "worker" }],
  city: [
    async ({ citySize }, use) => {
      const store = emptyStore();
      bangdu("demo", "--data", store.data, "--fill-only", "--size", citySize, "--log", "error");
      const server = await Server.start(store.data);
      await use(new City(server));
      await server.stop();
      store.remove();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  enter: async ({ browser, city, hands, contextOptions, viewport, hasTouch, locale, timezoneId, javaScriptEnabled }, use) => {
    const entered: Person[] = [];
    await use(async (role, unit, n) => {
      const options = { ...contextOptions, viewport, hasTouch, locale, timezoneId, javaScriptEnabled };
      const person = await Person.at(browser, { ...options, baseURL: city.server.url }, hands);
      entered.push(person);
      await person.signIn(city.account(role, unit, n));
      return person;
    });
    for (const person of entered) await person.leave();
  },
});
