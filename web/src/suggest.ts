// What a search would find first, beneath its field while somebody types: arrows choose, Enter opens, Escape closes.
// The server says what it is; without this script, and with nothing chosen, Enter searches as ever.

/** So long nobody types before it is asked. */
const PAUSE_MS = 180;

/** Chinese typed by its sounds is no word yet. */
let composing = false;

class Suggestions {
  private readonly list = document.createElement("ul");
  private chosen = -1;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;

  constructor(private readonly field: HTMLInputElement, private readonly from: string) {
    this.list.className = "suggested";
    this.list.id = `${field.id}-suggested`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    field.after(this.list);
    field.autocomplete = "off";
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("compositionstart", () => (composing = true));
    field.addEventListener("compositionend", () => {
      composing = false;
      this.typed();
    });
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    // The field keeps the focus, or the list would be gone before the button comes up again.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.open(this.options().indexOf((event.target as Element).closest("li") as HTMLLIElement)));
  }

  private options(): HTMLLIElement[] {
    return [...this.list.querySelectorAll("li")];
  }

  private typed(): void {
    clearTimeout(this.waiting);
    this.asking?.abort();
    const words = this.field.value.trim();
    if (words === "" || composing) return this.close();
    this.waiting = setTimeout(() => void this.ask(words), PAUSE_MS);
  }

  private async ask(words: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const answer = await fetch(`${this.from}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (!answer.ok || answer.redirected) return this.close();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (asking.signal.aborted || document.activeElement !== this.field) return;
      this.show(page);
    } catch {
      // Somebody typed on, or the connection is gone: the search itself says so.
      this.close();
    }
  }

  private show(page: Document): void {
    const ways = [...page.querySelectorAll<HTMLAnchorElement>("#suggestions a[href]")];
    const options = ways.map((way, at) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset["href"] = way.getAttribute("href") ?? "";
      option.append(...way.childNodes);
      return option;
    });
    this.list.setAttribute("aria-label", page.querySelector("h1")?.textContent ?? "");
    this.list.replaceChildren(...options);
    this.choose(-1);
    this.list.hidden = options.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  private close(): void {
    clearTimeout(this.waiting);
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }

  private choose(at: number): void {
    this.chosen = at;
    for (const [n, option] of this.options().entries()) option.setAttribute("aria-selected", String(n === at));
    const option = this.options()[at];
    if (option) {
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  private open(at: number): void {
    const href = this.options()[at]?.dataset["href"];
    if (href) location.assign(href);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || this.list.hidden) return;
    const last = this.options().length - 1;
    switch (event.key) {
      case "ArrowDown":
        this.choose(this.chosen >= last ? 0 : this.chosen + 1);
        break;
      case "ArrowUp":
        this.choose(this.chosen <= 0 ? last : this.chosen - 1);
        break;
      case "Enter":
        if (this.chosen < 0) return;
        this.open(this.chosen);
        break;
      case "Escape":
        this.close();
        break;
      default:
        return;
    }
    event.preventDefault();
  }
}

for (const field of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) {
  new Suggestions(field, field.dataset["suggest"] ?? "");
}

export {};
