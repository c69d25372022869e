// What is typed into a form isn't lost: while it is typed it is kept in this tab, by account and address, until the
// form was handed in, or its account signs out. A lost connection is told before the form is sent into the void.
// Files can't be kept, their names are; hidden fields, the version among them, are the page's own. A form that was
// sent after its session had ended was not taken: the sign-in page says so, and what was typed waits for its person.

const PREFIX = "typed:";
const FILES = "files:";
const HANDED_IN = "handed-in";
/** Set where signing in came between a form and its answer. */
const NOT_TAKEN = "not-taken";

type Typed = [name: string, value: string][];
type Entry = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const words = document.querySelector<HTMLElement>("#typed")?.dataset ?? {};
const account = document.documentElement.dataset["account"] ?? "";

function keyOf(form: HTMLFormElement): string {
  return `${PREFIX}${account}:${form.dataset["keep"] ?? ""}`;
}

function isEntry(element: Element): element is Entry {
  if (element instanceof HTMLInputElement) return !["hidden", "file", "password"].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}

function isTicked(entry: Entry): boolean {
  return entry instanceof HTMLInputElement && ["checkbox", "radio"].includes(entry.type);
}

function entries(form: HTMLFormElement): Entry[] {
  return [...form.elements].filter(isEntry).filter((entry) => entry.name !== "");
}

/** What stands in the form now. A box counts where it is ticked. */
function read(form: HTMLFormElement): Typed {
  return entries(form)
    .filter((entry) => !isTicked(entry) || (entry as HTMLInputElement).checked)
    .map((entry) => [entry.name, entry.value]);
}

function write(form: HTMLFormElement, typed: Typed): void {
  const left = [...typed];
  for (const entry of entries(form)) {
    const is = (pair: [string, string]) => pair[0] === entry.name && (!isTicked(entry) || pair[1] === entry.value);
    const at = left.findIndex(is);
    const pair = at < 0 ? undefined : left.splice(at, 1)[0];
    if (entry instanceof HTMLInputElement && isTicked(entry)) entry.checked = pair !== undefined;
    else if (pair) entry.value = pair[1];
  }
}

/** A word above the form; the latest takes the place of the one before. */
function say(form: HTMLFormElement, text: string, kind: "warn" | "ok", button?: HTMLButtonElement): void {
  const place = form.querySelector<HTMLElement>(".kept") ?? document.createElement("div");
  place.className = `kept note ${kind}`;
  place.setAttribute("role", "status");
  place.replaceChildren(text, ...(button ? [" ", button] : []));
  form.prepend(place);
}

function forget(form: HTMLFormElement, first: Typed): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = words["forget"] ?? "";
  button.addEventListener("click", () => {
    drop(keyOf(form));
    write(form, first);
    form.querySelector(".kept")?.remove();
  });
  return button;
}

function fileNames(form: HTMLFormElement): string[] {
  const inputs = form.querySelectorAll<HTMLInputElement>("input[type=file]");
  return [...inputs].flatMap((input) => [...(input.files ?? [])].map((file) => file.name));
}

/** Which files were chosen for the form that is kept under this key, as a sentence. */
function toChooseAgain(key: string, sentence: string | undefined): string {
  const names = JSON.parse(sessionStorage.getItem(FILES + key) ?? "[]") as string[];
  return names.length > 0 ? ` ${sentence ?? ""}${names.join("、")}` : "";
}

function keep(form: HTMLFormElement): void {
  sessionStorage.setItem(keyOf(form), JSON.stringify(read(form)));
  sessionStorage.setItem(FILES + keyOf(form), JSON.stringify(fileNames(form)));
}

function drop(key: string): void {
  sessionStorage.removeItem(key);
  sessionStorage.removeItem(FILES + key);
}

/** Fills in what was typed before; a form that the server shows again already holds it. */
function restore(form: HTMLFormElement): void {
  const kept = sessionStorage.getItem(keyOf(form));
  const first = read(form);
  if (!kept || kept === JSON.stringify(first)) return;
  if (form.querySelector("[role=alert], .refusal") || document.querySelector("main [role=alert]")) return;
  write(form, JSON.parse(kept) as Typed);
  const said = (words["restored"] ?? "") + toChooseAgain(keyOf(form), words["files"]);
  say(form, said, "ok", forget(form, first));
}

/** Whether the server answers. */
async function isThere(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
}

function watch(form: HTMLFormElement): void {
  let sure = false;
  let asking = false;
  const lost = (): void => say(form, words["lost"] ?? "", "warn");
  form.addEventListener("input", () => keep(form));
  window.addEventListener("offline", lost);
  window.addEventListener("online", () => say(form, words["found"] ?? "", "ok"));
  form.addEventListener("submit", (event) => {
    if (sure) {
      sessionStorage.setItem(HANDED_IN, keyOf(form));
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    void isThere().then((there) => {
      asking = false;
      if (!there) return lost();
      sure = true;
      form.requestSubmit(event.submitter);
      sure = false;
    });
  });
}

/** What was handed in and taken is forgotten: the page that follows says that it was done. */
function settle(): void {
  const key = sessionStorage.getItem(HANDED_IN);
  const taken = sessionStorage.getItem(NOT_TAKEN) === null;
  if (key && taken && document.querySelector(".flashes .note.ok")) drop(key);
  sessionStorage.removeItem(HANDED_IN);
  sessionStorage.removeItem(NOT_TAKEN);
}

/** On the sign-in page nothing is forgotten: it says what waits for its person. */
function signInFirst(): void {
  const key = sessionStorage.getItem(HANDED_IN);
  if (key) sessionStorage.setItem(NOT_TAKEN, "yes");
  const place = document.querySelector<HTMLElement>("#lost");
  if (!place || !key || sessionStorage.getItem(key) === null) return;
  place.textContent = (place.dataset["kept"] ?? "") + toChooseAgain(key, place.dataset["files"]);
}

function wipe(): void {
  const ours = (key: string): boolean => [PREFIX, FILES, HANDED_IN, NOT_TAKEN].some((own) => key.startsWith(own));
  const kept = Object.keys(sessionStorage).filter(ours);
  for (const key of kept) sessionStorage.removeItem(key);
}

if (account === "") signInFirst();
else settle();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
  restore(form);
  watch(form);
}
document.querySelector("form.sign-out")?.addEventListener("submit", wipe);
