// Cells of a waiting ledger mended where they stand: double-click or Enter opens one, Enter saves it, Escape
// leaves it, arrows move. Without this script each row has a form of its own, which is linked in the row.

/** The table, as it is now: what is saved comes back with a new page, whose content takes this one's place. */
function grid(): HTMLTableElement | null {
  return document.querySelector<HTMLTableElement>("table[data-mend]");
}

function cells(): HTMLTableCellElement[] {
  return [...document.querySelectorAll<HTMLTableCellElement>("table[data-mend] td[data-place]")];
}

/** One cell at a time is on the way of the Tab key. */
function focusable(cell: HTMLTableCellElement): void {
  for (const other of cells()) other.tabIndex = other === cell ? 0 : -1;
}

function prepare(): void {
  const first = cells()[0];
  if (!first) return;
  focusable(first);
}

/** The cell beside, above or below. */
function beside(cell: HTMLTableCellElement, key: string): HTMLTableCellElement | undefined {
  const [, row, column] = (cell.dataset["place"] ?? "").split("-").map(Number);
  const all = cells().map((other) => {
    const [, otherRow, otherColumn] = (other.dataset["place"] ?? "").split("-").map(Number);
    return { other, row: otherRow ?? 0, column: otherColumn ?? 0 };
  });
  const from = { row: row ?? 0, column: column ?? 0 };
  const inRow = all.filter((one) => one.row === from.row);
  switch (key) {
    case "ArrowLeft":
      return inRow.filter((one) => one.column < from.column).at(-1)?.other;
    case "ArrowRight":
      return inRow.find((one) => one.column > from.column)?.other;
    case "ArrowUp":
      return all.filter((one) => one.row < from.row && one.column <= from.column).at(-1)?.other;
    case "ArrowDown": {
      const below = all.filter((one) => one.row > from.row);
      const next = below.filter((one) => one.row === below[0]?.row);
      return next.filter((one) => one.column <= from.column).at(-1)?.other ?? next[0]?.other;
    }
    default:
      return undefined;
  }
}

function button(text: string, primary: boolean): HTMLButtonElement {
  const made = document.createElement("button");
  made.className = primary ? "button small primary" : "button small";
  made.type = primary ? "submit" : "button";
  made.textContent = text;
  return made;
}

function open(cell: HTMLTableCellElement): void {
  const table = grid();
  if (!table || cell.querySelector("form")) return;
  const kept = [...cell.childNodes];
  const form = document.createElement("form");
  form.className = "mending";
  const field = document.createElement("textarea");
  field.name = "text";
  field.rows = 2;
  field.value = cell.querySelector(".text")?.textContent ?? "";
  field.setAttribute("aria-label", table.tHead?.rows[0]?.cells[column(cell) + 2]?.textContent?.trim() ?? "");
  const said = document.createElement("p");
  said.className = "error";
  said.hidden = true;
  said.setAttribute("role", "alert");
  const actions = document.createElement("div");
  actions.className = "actions";
  const cancel = button(table.dataset["cancel"] ?? "", false);
  actions.append(button(table.dataset["save"] ?? "", true), cancel);
  form.append(field, said, actions);
  const close = () => {
    cell.replaceChildren(...kept);
    cell.focus();
  };
  cancel.addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.shiftKey && event.target === field) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save(cell, field, said, table);
  });
  cell.replaceChildren(form);
  field.focus();
  field.select();
}

function column(cell: HTMLTableCellElement): number {
  return Number((cell.dataset["place"] ?? "").split("-")[2]);
}

async function save(
  cell: HTMLTableCellElement,
  field: HTMLTextAreaElement,
  said: HTMLElement,
  table: HTMLTableElement,
): Promise<void> {
  const { mend, csrf, revision, sheet, view, after, lost } = table.dataset;
  const place = cell.dataset["place"] ?? "";
  const body = new URLSearchParams({ csrf: csrf ?? "", revision: revision ?? "", place, text: field.value });
  for (const [name, value] of Object.entries({ sheet, view, after })) body.append(name, value ?? "");
  field.readOnly = true;
  try {
    const answer = await fetch(mend ?? "", { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.querySelector("#content");
    if (!content) throw new Error(`no page: ${answer.status}`);
    take(content, place);
  } catch {
    field.readOnly = false;
    said.textContent = lost ?? "";
    said.hidden = false;
    field.focus();
  }
}

/** Puts the new page's content in this one's place; the reader stays where they were. */
function take(content: Element, place: string): void {
  const [x, y] = [scrollX, scrollY];
  const wrap = document.querySelector(".sheet-wrap");
  const [left, top] = [wrap?.scrollLeft ?? 0, wrap?.scrollTop ?? 0];
  document.querySelector("#content")?.replaceChildren(...content.childNodes);
  document.querySelector(".sheet-wrap")?.scrollTo(left, top);
  scrollTo(x, y);
  prepare();
  const cell = document.querySelector<HTMLTableCellElement>(`td[data-place="${CSS.escape(place)}"]`);
  if (!cell) return;
  focusable(cell);
  cell.focus({ preventScroll: true });
}

function cellOf(target: EventTarget | null): HTMLTableCellElement | null {
  return target instanceof Element ? target.closest<HTMLTableCellElement>("table[data-mend] td[data-place]") : null;
}

document.addEventListener("dblclick", (event) => {
  const cell = cellOf(event.target);
  if (cell) open(cell);
});
document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLTableCellElement && cellOf(event.target)) focusable(event.target);
});
document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof HTMLTableCellElement)) return;
  const cell = cellOf(event.target);
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = beside(cell, event.key);
  if (event.key !== "Enter" && !next) return;
  event.preventDefault();
  if (next) next.focus();
  else open(cell);
});
prepare();
export {};
