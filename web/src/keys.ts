// The keys of ux.md: `/` searches, `j` and `k` move among rows, Enter opens (as links do), `?` helps.
// Whoever switched single keys off (WCAG 2.1.4) has none of them; every page works without this script.

const ROWS = ".ledger tbody tr, ul.todo > li";

/** Whether the key is typed into something, or belongs to the browser. */
function isForOthers(event: KeyboardEvent): boolean {
  const { target } = event;
  const typing =
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, dialog *"));
  return typing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
}

/** The first link of each row that is shown. */
function links(): HTMLAnchorElement[] {
  const rows = [...document.querySelectorAll(`main :is(${ROWS})`)];
  return rows
    .map((row) => row.querySelector<HTMLAnchorElement>("a[href]"))
    .filter((link) => link !== null)
    .filter((link) => link.checkVisibility());
}

/** Moves the focus to the row before or after the one that has it; on a matter opened from a list, to the next one. */
function move(step: 1 | -1): void {
  const way = document.querySelector<HTMLAnchorElement>(`.list-way a[rel=${step > 0 ? "next" : "prev"}]`);
  if (document.querySelector(".list-way")) return void (way && location.assign(way.href));
  const all = links();
  const row = document.activeElement?.closest(ROWS);
  const at = all.findIndex((link) => link.closest(ROWS) === row);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
  all[next]?.focus();
}

/** The field in the frame; a narrow screen has a page instead. */
function search(): void {
  const field = document.querySelector<HTMLInputElement>("#find");
  if (field?.checkVisibility()) {
    field.focus();
    field.select();
  } else if (document.querySelector(".find-link")) {
    location.assign("/search");
  }
}

function help(): void {
  document.querySelector<HTMLDialogElement>("#keys")?.showModal();
}

const ACTS: Record<string, () => void> = { "/": search, j: () => move(1), k: () => move(-1), "?": help };

// A menu closes on Escape, as everywhere; that is no shortcut and has no switch.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (!open) return;
  const within = open.contains(document.activeElement);
  open.open = false;
  if (within) open.querySelector<HTMLElement>("summary")?.focus();
});

document.addEventListener("keydown", (event) => {
  const act = ACTS[event.key];
  if (!act || document.documentElement.dataset["keys"] === "off" || isForOthers(event)) return;
  event.preventDefault();
  act();
});
