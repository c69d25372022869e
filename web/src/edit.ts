// Cells of the list of matters edited where they stand: double-click, Enter or F2 opens the cell's form, Enter stores,
// Tab stores and goes on to the next cell, Escape leaves, arrows move. The form is the act's own, fetched from the
// matter, and goes back to it: its rules, its refusals and what others did meanwhile are the server's to say.
// Without this script each row leads to the whole form.

type Cell = HTMLTableCellElement;

const wrap = document.querySelector<HTMLElement>(".table-wrap[data-columns]");
const said = document.querySelector<HTMLElement>(".edit-said");
/** The reason given last, and in which row: several cells of a matter are often amended for one reason, but another
 * matter has its own. */
let reason = { row: "", text: "" };
let panel: HTMLElement | null = null;

function word(name: string): string {
  return wrap?.dataset[name] ?? "";
}

function cells(): Cell[] {
  return [...(wrap?.querySelectorAll<Cell>("[data-edit]") ?? [])].filter((cell) => cell.checkVisibility());
}

/** One cell at a time is on the way of the Tab key. */
function focusable(cell: Cell | undefined): void {
  for (const other of wrap?.querySelectorAll<Cell>("[data-edit][tabindex='0']") ?? []) other.tabIndex = -1;
  if (cell) cell.tabIndex = 0;
}

function prepare(within: ParentNode): void {
  for (const cell of within.querySelectorAll<Cell>("[data-edit]")) {
    cell.tabIndex = -1;
    cell.setAttribute("aria-describedby", "edit-hint");
  }
  if (!wrap?.querySelector("[data-edit][tabindex='0']")) focusable(cells()[0]);
}

function rowOf(cell: Cell): HTMLTableRowElement | null {
  return cell.closest("tr");
}

/** The cell beside in its row, or that of the same column above or below. */
function beside(cell: Cell, key: string): Cell | undefined {
  const all = cells();
  const inRow = all.filter((other) => rowOf(other) === rowOf(cell));
  const at = inRow.indexOf(cell);
  const sameColumn = all.filter((other) => other.cellIndex === cell.cellIndex);
  switch (key) {
    case "ArrowLeft":
      return inRow[at - 1];
    case "ArrowRight":
      return inRow[at + 1];
    case "ArrowUp":
      return sameColumn[sameColumn.indexOf(cell) - 1];
    case "ArrowDown":
      return sameColumn[sameColumn.indexOf(cell) + 1];
    default:
      return undefined;
  }
}

function tell(text: string): void {
  if (said) said.textContent = text;
}

/** The list with this row alone, in the columns of this one: what the row looks like after the act. */
function alone(id: string): string {
  return `/matters?${new URLSearchParams({ m: id, show: "all", columns: word("columns") })}`;
}

function close(cell: Cell | null): void {
  panel?.remove();
  panel = null;
  for (const edited of wrap?.querySelectorAll(".editing") ?? []) edited.classList.remove("editing");
  cell?.focus({ preventScroll: true });
}

async function open(cell: Cell): Promise<void> {
  const id = rowOf(cell)?.dataset["id"];
  const edit = cell.dataset["edit"];
  if (!id || !edit || panel) return;
  const opened = document.createElement("section");
  opened.className = "cell-editor";
  opened.popover = "manual";
  opened.setAttribute("role", "dialog");
  opened.setAttribute("aria-label", `${word("name")} ${cell.dataset["label"] ?? heading(cell)}`);
  opened.textContent = word("opening");
  // Within the list, so that Tab comes to it from the cell; shown above everything by being a popover.
  cell.closest(".table-wrap")?.after(opened);
  panel = opened;
  cell.classList.add("editing");
  opened.showPopover();
  place(cell, opened);
  opened.addEventListener("keydown", (event) => keyed(event, cell, opened));
  opened.addEventListener("submit", (event) => {
    event.preventDefault();
    void store(cell, opened, undefined);
  });
  opened.addEventListener("click", (event) => {
    const leave = event.target instanceof Element && event.target.closest(".form-actions a");
    if (!leave) return;
    event.preventDefault();
    close(cell);
  });
  try {
    const answer = await fetch(`/matters/${id}/${edit}&${new URLSearchParams({ back: alone(id) })}`);
    if (panel === opened) show(cell, opened, await answer.text(), answer);
  } catch {
    if (panel === opened) fail(opened);
  }
}

function heading(cell: Cell): string {
  return cell.closest("table")?.tHead?.rows[0]?.cells[cell.cellIndex]?.textContent?.trim() ?? "";
}

/** Beneath its cell, or above where there is no room; a popover is placed by the window. */
function place(cell: Cell, opened: HTMLElement): void {
  const around = cell.getBoundingClientRect();
  const size = opened.getBoundingClientRect();
  const below = around.bottom + size.height <= innerHeight || around.top < size.height;
  const top = below ? Math.min(around.bottom, innerHeight - size.height) : around.top - size.height;
  opened.style.left = `${Math.max(8, Math.min(around.left, innerWidth - size.width - 8))}px`;
  opened.style.top = `${Math.max(8, top)}px`;
}

/** Puts what the server said into the editor: the form, or why there is none. */
function show(cell: Cell, opened: HTMLElement, html: string, answer: Response): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const form = page.querySelector<HTMLFormElement>("form[data-keep^='/matters/']");
  if (answer.redirected && !form) return fail(opened);
  const parts = form
    ? [...page.querySelectorAll(".narrow > .note"), form]
    : [...page.querySelectorAll("main .card > :not(h1):not(.form-actions):not(.small)")];
  if (parts.length === 0) return fail(opened);
  opened.replaceChildren(...parts.map((part) => document.adoptNode(part)));
  if (form) {
    settle(opened, form);
    const field = first(form, new URLSearchParams((cell.dataset["edit"] ?? "").split("?")[1]).get("only") ?? "");
    field?.focus();
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.select();
  } else {
    opened.tabIndex = -1;
    opened.focus();
  }
  place(cell, opened);
}

/** The page may have fields of the same names: ids in the editor are its own. */
function settle(opened: HTMLElement, form: HTMLFormElement): void {
  delete form.dataset["keep"];
  form.classList.remove("panel");
  const own = (id: string): string => id.split(" ").map((one) => `cell-${one}`).join(" ");
  for (const element of opened.querySelectorAll("[id]")) element.id = own(element.id);
  for (const name of ["for", "aria-describedby", "aria-labelledby", "list"]) {
    for (const element of opened.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, own(element.getAttribute(name) ?? ""));
    }
  }
  for (const link of opened.querySelectorAll("a[href^='#']")) {
    link.setAttribute("href", `#${own((link.getAttribute("href") ?? "").slice(1))}`);
  }
  // In so small a form the fields say what is wrong; a list of it stays where it says more.
  const summary = form.querySelector(":scope > .note.bad");
  const told = [...(summary?.querySelectorAll("a") ?? [])].every((link) =>
    opened.querySelector(`[id="${(link.getAttribute("href") ?? "").slice(1)}-error"]`),
  );
  if (told) summary?.remove();
  for (const area of form.querySelectorAll("textarea")) area.rows = 2;
  const given = form.elements.namedItem("reason");
  const row = wrap?.querySelector(".editing")?.closest("tr")?.dataset["id"];
  if (given instanceof HTMLTextAreaElement && given.value === "" && row === reason.row) given.value = reason.text;
  const button = form.querySelector(".form-actions button");
  if (button && !opened.querySelector(".meanwhile")) button.textContent = word("save");
}

/** What is wrong first; else the cell's own field, or the chosen one of its choices. */
function first(form: HTMLFormElement, name: string): HTMLElement | null {
  const wrong = form.querySelector<HTMLElement>("[aria-invalid]");
  const choice = form.querySelector<HTMLElement>(`[name="${name}"]:checked`);
  return wrong ?? choice ?? form.querySelector<HTMLElement>(`[name="${name}"]:not([type=hidden])`);
}

function fail(opened: HTMLElement): void {
  const line = opened.querySelector(".lost") ?? document.createElement("p");
  line.className = "lost error";
  line.setAttribute("role", "alert");
  line.textContent = word("lost");
  const form = opened.querySelector("form");
  if (form) form.prepend(line);
  else opened.replaceChildren(line);
}

function keyed(event: KeyboardEvent, cell: Cell, opened: HTMLElement): void {
  event.stopPropagation();
  if (event.isComposing) return;
  const { target } = event;
  const entry = target instanceof HTMLElement && target.matches("input, textarea, select");
  if (event.key === "Escape") {
    event.preventDefault();
    close(cell);
  } else if (event.key === "Enter" && !event.shiftKey && entry) {
    event.preventDefault();
    void store(cell, opened, undefined);
  } else if (event.key === "Tab" && entry && isEnd(opened, target, event.shiftKey)) {
    event.preventDefault();
    void store(cell, opened, event.shiftKey ? "ArrowLeft" : "ArrowRight");
  }
}

/** Whether Tab would leave the fields in this direction; among radio buttons it leaves them all. */
function isEnd(opened: HTMLElement, target: HTMLElement, back: boolean): boolean {
  const fields = [...opened.querySelectorAll<HTMLInputElement>("input:not([type=hidden]), textarea, select")];
  const end = back ? fields[0] : fields.at(-1);
  return end === target || (end?.type === "radio" && end.name === target.getAttribute("name"));
}

/** Sends the form; on success the row is shown as it is now, and `next` says which cell opens then. */
async function store(cell: Cell, opened: HTMLElement, next: string | undefined): Promise<void> {
  const form = opened.querySelector("form");
  const row = rowOf(cell);
  const id = row?.dataset["id"];
  if (!form || !row || !id || opened.dataset["busy"]) return;
  const given = form.elements.namedItem("reason");
  if (given instanceof HTMLTextAreaElement) reason = { row: id, text: given.value };
  if (next && !isChanged(form)) {
    goOn(cell, next);
    return;
  }
  opened.dataset["busy"] = "yes";
  try {
    const answer = await fetch(form.action, { method: "POST", body: body(form) });
    const html = await answer.text();
    delete opened.dataset["busy"];
    if (answer.redirected && new URL(answer.url).pathname === "/matters") taken(cell, row, html, next);
    else show(cell, opened, html, answer);
  } catch {
    delete opened.dataset["busy"];
    fail(opened);
  }
}

/** As the form would be sent: with files only where it takes them. */
function body(form: HTMLFormElement): FormData | URLSearchParams {
  const data = new FormData(form);
  if (form.enctype === "multipart/form-data") return data;
  return new URLSearchParams([...data].map(([name, value]) => [name, String(value)]));
}

/** Whether anything but the reason is another than it came. */
function isChanged(form: HTMLFormElement): boolean {
  return [...form.elements].some((entry) => {
    if (entry instanceof HTMLInputElement) {
      return ["radio", "checkbox"].includes(entry.type)
        ? entry.checked !== entry.defaultChecked
        : entry.value !== entry.defaultValue;
    }
    if (entry instanceof HTMLTextAreaElement) return entry.name !== "reason" && entry.value !== entry.defaultValue;
    if (entry instanceof HTMLSelectElement) {
      const stood = [...entry.options].findIndex((option) => option.defaultSelected);
      return entry.selectedIndex !== Math.max(0, stood);
    }
    return false;
  });
}

/** The act is done: the row as it is now takes the old one's place. */
function taken(cell: Cell, row: HTMLTableRowElement, html: string, next: string | undefined): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const now = page.querySelector<HTMLTableRowElement>(`tr[data-id="${CSS.escape(row.dataset["id"] ?? "")}"]`);
  const edit = cell.dataset["edit"] ?? "";
  close(null);
  if (!now) {
    row.remove();
    focusable(cells()[0]);
    tell(word("gone"));
    return;
  }
  const at = cell.cellIndex;
  const links = [...row.querySelectorAll<HTMLAnchorElement>(".edits a")];
  row.replaceChildren(...[...now.cells].map((one) => document.adoptNode(one)));
  // The links lead back to this list, not to the row alone.
  [...row.querySelectorAll<HTMLAnchorElement>(".edits a")].forEach((link, n) => {
    const here = links.find((old) => old.pathname === link.pathname) ?? links[n];
    if (here) link.href = here.href;
  });
  prepare(row);
  tell(page.querySelector(".flashes .note, .note.ok")?.textContent?.trim() ?? "");
  const same = row.cells[at];
  const stays = same?.dataset["edit"] === edit ? same : row.querySelector<Cell>("[data-edit]");
  row.classList.add("just-stored");
  if (!stays) return;
  focusable(stays);
  stays.focus({ preventScroll: true });
  if (next) goOn(stays, next);
}

/** Opens the next cell; at the end of a row the first of the next. */
function goOn(cell: Cell, key: string): void {
  close(cell);
  const all = cells();
  const there = beside(cell, key) ?? all[all.indexOf(cell) + (key === "ArrowLeft" ? -1 : 1)];
  if (!there) return;
  focusable(there);
  there.focus();
  void open(there);
}

function cellOf(target: EventTarget | null): Cell | null {
  return target instanceof Element ? target.closest<Cell>(".table-wrap[data-columns] [data-edit]") : null;
}

if (wrap) {
  document.addEventListener("dblclick", (event) => {
    const cell = cellOf(event.target);
    if (!cell) return;
    focusable(cell);
    void open(cell);
  });
  document.addEventListener("pointerdown", (event) => {
    const cell = cellOf(event.target);
    if (cell) focusable(cell);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!(event.target instanceof HTMLTableCellElement)) return;
    const cell = cellOf(event.target);
    if (!cell) return;
    const next = beside(cell, event.key);
    if (!next && event.key !== "Enter" && event.key !== "F2") return;
    event.preventDefault();
    if (!next) return void open(cell);
    focusable(next);
    next.focus();
  });
  // Rows that come by scrolling can be edited too.
  new MutationObserver(() => prepare(wrap)).observe(wrap.querySelector("table") ?? wrap, { childList: true });
  addEventListener("resize", () => close(null));
  // The editor lies where its cell does, whether the page scrolls or the table.
  const follow = (): void => {
    const cell = wrap.querySelector<Cell>(".editing");
    if (panel && cell && panel.contains(document.activeElement)) place(cell, panel);
    else if (panel) close(null);
  };
  for (const what of [wrap, window]) what.addEventListener("scroll", follow, { passive: true });
  prepare(wrap);
}

export {};
