// The wall screen: turns through its panels, and puts updates where they belong. It runs for weeks: places are found
// once, an update replaces the content of text nodes and attributes, and nothing is kept but the last snapshot.
import { after, blank, changes, parse, type Change, type Snapshot } from "./screen_state.js";

const TURN_MS = 15_000;

const body = document.body;
const places = {
  text: found("data-text"),
  class: found("data-class"),
  bar: found("data-bar"),
};
let shown: Snapshot = blank;

/** The elements of a page by the key of their place. */
function found(attribute: string): Map<string, Element[]> {
  const map = new Map<string, Element[]>();
  for (const element of document.querySelectorAll(`[${attribute}]`)) {
    const key = element.getAttribute(attribute) ?? "";
    map.set(key, [...(map.get(key) ?? []), element]);
  }
  return map;
}

function put({ kind, key, value }: Change): void {
  for (const element of places[kind].get(key) ?? []) {
    if (kind === "class") element.setAttribute("class", value);
    else if (kind === "bar") element.setAttribute("width", value);
    else if (element.firstChild instanceof Text) element.firstChild.data = value;
    else element.textContent = value;
  }
}

/** Shows an update; a page of another version is loaded anew. */
function show(text: string): void {
  const told = parse(text);
  if (!told) return;
  if (told.page !== body.dataset["version"]) return location.reload();
  changes(shown, told).forEach(put);
  shown = told;
}

/** Listens for updates; what is lost is said, and the browser asks again by itself. */
function listen(address: string): void {
  const lost = document.getElementById("lost");
  const stream = new EventSource(address);
  stream.addEventListener("figures", (event) => {
    if (lost) lost.hidden = true;
    show(String(event.data));
  });
  // A stream ends every two minutes and begins again at once: only what lasts is worth a word.
  let broken = 0;
  stream.addEventListener("open", () => (broken = 0));
  stream.addEventListener("error", () => {
    broken += 1;
    if (lost && (broken > 1 || stream.readyState === EventSource.CLOSED)) lost.hidden = false;
  });
}

/** Turns through the panels until somebody pauses. */
function turn(panels: HTMLElement[], nav: HTMLElement): void {
  let at = 0;
  let timer = 0;
  const see = (next: number): void => {
    at = next;
    panels.forEach((panel, n) => panel.toggleAttribute("data-current", n === at));
    buttons.forEach((button, n) => button.setAttribute("aria-pressed", String(n === at)));
  };
  const go = (): void => {
    timer = window.setInterval(() => see(after(at, panels.length)), TURN_MS);
    pause.textContent = nav.dataset["pause"] ?? "";
  };
  const stop = (): void => {
    window.clearInterval(timer);
    timer = 0;
    pause.textContent = nav.dataset["resume"] ?? "";
  };
  const buttons = panels.map((panel, n) => {
    const name = panel.querySelector("h2")?.textContent ?? "";
    return button(nav, name, () => {
      stop();
      see(n);
    });
  });
  const pause = button(nav, "", () => (timer ? stop() : go()));
  addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLButtonElement) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === 1 || step === -1) {
      stop();
      see(after(at, panels.length, step));
    }
  });
  document.documentElement.classList.add("turning");
  see(0);
  go();
}

function button(nav: HTMLElement, name: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = name;
  made.addEventListener("click", press);
  nav.append(made);
  return made;
}

const nav = document.getElementById("turning");
const panels = [...document.querySelectorAll<HTMLElement>("section.panel")];
if (nav && panels.length > 1) turn(panels, nav);
listen(body.dataset["events"] ?? "/screen/events");
