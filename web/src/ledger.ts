// The ledger's comforts: columns are widened by dragging and remembered, and the next pages come as one scrolls.
// Widths are classes that the stylesheet knows (w12: 12 rem), the same that the server writes; every page has
// heads, rows and a pager without this script.

const NARROWEST = 4;
const WIDEST = 48;
/** Pages that stay in the document; those far above give way to a gap of their height. */
const PAGES_KEPT = 6;

const wrap = document.querySelector<HTMLElement>(".table-wrap[data-widths]");
const table = wrap?.querySelector<HTMLTableElement>("table.wide");

if (wrap && table) {
  for (const head of table.querySelectorAll<HTMLElement>("thead th[data-column]")) grip(wrap, table, head);
  fit(wrap, table);
  several(table);
  // Phones have cards, paper has pages: there the pager does it.
  if (matchMedia("(min-width: 44.01rem)").matches) follow(wrap, table);
}
const picking = document.querySelector<HTMLFormElement>("form.picking");
if (picking) picked(picking);

/** A table that its place holds needs no box of its own: the page scrolls. */
function fit(around: HTMLElement, of: HTMLTableElement): void {
  const settle = (): void => {
    around.classList.toggle("page-scrolls", of.offsetWidth <= around.offsetWidth - 2);
  };
  new ResizeObserver(settle).observe(around);
  new ResizeObserver(settle).observe(of);
  settle();
}

/** With Shift, a head adds its column to what is sorted by already. */
function several(of: HTMLTableElement): void {
  of.tHead?.addEventListener("click", (event) => {
    const head = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[data-then]");
    if (!head || !event.shiftKey) return;
    event.preventDefault();
    location.assign(head.dataset["then"] ?? head.href);
  });
}

/** Ticks all rows from the head, and says how many are ticked. */
function picked(form: HTMLFormElement): void {
  const boxes = (): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>("tbody .pick input")];
  const said = form.querySelector<HTMLOutputElement>(".picked-count");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", form.dataset["all"] ?? "");
  const tell = (): void => {
    const [ticked, of] = [boxes().filter((box) => box.checked).length, boxes().length];
    if (said) said.textContent = ticked ? (form.dataset["picked"] ?? "").replace("{n}", String(ticked)) : "";
    all.checked = ticked > 0 && ticked === of;
    all.indeterminate = ticked > 0 && ticked < of;
  };
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  form.querySelector("thead .pick")?.append(all);
  form.addEventListener("change", (event) => event.target !== all && tell());
  // The browser brings ticks back with the page.
  addEventListener("pageshow", tell);
  tell();
}

/** The letter of a column's class, and who bears it. */
function bearers(of: HTMLTableElement, head: HTMLElement): { letter: string; cells: HTMLElement[] } {
  if (head.classList.contains("number")) return { letter: "n", cells: [of] };
  if (head.classList.contains("title")) return { letter: "t", cells: [of] };
  const at = [...(head.parentElement?.children ?? [])].indexOf(head);
  const cells = [...of.rows].map((row) => row.cells[at]).filter((cell) => cell !== undefined);
  return { letter: "w", cells };
}

function widthOf(of: HTMLTableElement, head: HTMLElement): number {
  const { letter, cells } = bearers(of, head);
  const found = [...(cells[0]?.classList ?? [])].map((name) => new RegExp(`^${letter}(\\d+)$`).exec(name)?.[1]);
  return Number(found.find((width) => width !== undefined) ?? NARROWEST);
}

function widen(of: HTMLTableElement, head: HTMLElement, rem: number): number {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.round(rem)));
  const { letter, cells } = bearers(of, head);
  const old = `${letter}${widthOf(of, head)}`;
  for (const cell of cells) {
    cell.classList.remove(old);
    cell.classList.add(`${letter}${width}`);
  }
  return width;
}

/** Something to drag at a head's right edge; whoever doesn't drag types the width under 列设置. */
function grip(around: HTMLElement, of: HTMLTableElement, head: HTMLElement): void {
  const handle = document.createElement("span");
  handle.className = "grip no-print";
  handle.setAttribute("aria-hidden", "true");
  head.append(handle);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const [from, width] = [event.clientX, widthOf(of, head)];
    const move = (moved: PointerEvent): void => void widen(of, head, width + (moved.clientX - from) / rem);
    const end = (): void => {
      handle.removeEventListener("pointermove", move);
      if (widthOf(of, head) !== width) keep(around, `${head.dataset["column"]}:${widthOf(of, head)}`);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  });
}

/** Kept on the account. Should it fail, the next page has the old width, and nothing else is lost. */
function keep(around: HTMLElement, widths: string): void {
  const body = new URLSearchParams({ csrf: around.dataset["csrf"] ?? "", widths });
  void fetch(around.dataset["widths"] ?? "", { method: "POST", body }).catch(() => undefined);
}

/** Fetches the next page when the end comes into sight, and lets go of what is far above. */
function follow(around: HTMLElement, of: HTMLTableElement): void {
  const pager = document.querySelector<HTMLElement>("nav.pager");
  let next = nextOf(document);
  if (!pager || !next) return;
  let busy = false;
  const gone: { body: HTMLTableSectionElement; gap: HTMLTableSectionElement }[] = [];

  const more = async (): Promise<void> => {
    if (busy || !next) return;
    busy = true;
    try {
      const answer = await fetch(next, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const body = page.querySelector<HTMLTableSectionElement>("table.wide tbody");
      if (!body || page.querySelectorAll("table.wide thead th").length !== of.tHead?.rows[0]?.cells.length) {
        throw new Error("another table");
      }
      of.append(document.adoptNode(body));
      next = nextOf(page);
      pager.hidden = next === null;
      letGo();
    } catch {
      // The pager is still there and leads on.
      next = null;
    } finally {
      busy = false;
      if (near()) void more();
    }
  };

  // A page that holds a ticked row stays: what is ticked is sent with the form.
  const letGo = (): void => {
    const bodies = [...of.tBodies].filter((body) => !body.classList.contains("gap"));
    for (const body of bodies.slice(0, Math.max(0, bodies.length - PAGES_KEPT))) {
      if (body.querySelector("input:checked") || body.contains(document.activeElement)) continue;
      const gap = document.createElement("tbody");
      gap.className = "gap";
      gap.setAttribute("aria-hidden", "true");
      const cell = gap.insertRow().insertCell();
      cell.colSpan = of.tHead?.rows[0]?.cells.length ?? 1;
      cell.style.height = `${body.getBoundingClientRect().height}px`;
      body.replaceWith(gap);
      gone.push({ body, gap });
    }
  };

  // Whoever scrolls back finds the rows again.
  const comeBack = (): void => {
    const top = sight().top - sight().high;
    for (let at = gone.length - 1; at >= 0; at -= 1) {
      const pair = gone[at];
      if (pair && pair.gap.getBoundingClientRect().bottom > top) {
        pair.gap.replaceWith(pair.body);
        gone.splice(at, 1);
      }
    }
  };

  /** What scrolls: the window, or the box of a table that is wider. */
  const sight = (): { top: number; high: number; moved: boolean } =>
    around.classList.contains("page-scrolls")
      ? { top: 0, high: innerHeight, moved: scrollY > 0 }
      : { top: around.getBoundingClientRect().top, high: around.clientHeight, moved: around.scrollTop > 0 };
  const near = (): boolean => {
    const { top, high, moved } = sight();
    return moved && of.getBoundingClientRect().bottom - top - high < high;
  };
  const scrolled = (): void => {
    comeBack();
    if (near()) void more();
  };
  for (const what of [around, window]) what.addEventListener("scroll", scrolled, { passive: true });
}

/** The address of the page that follows, as its pager names it. */
function nextOf(page: Document): string | null {
  const links = [...page.querySelectorAll<HTMLAnchorElement>("nav.pager a[href*='after=']")];
  return links.at(-1)?.getAttribute("href") ?? null;
}

export {};
