// A unit dragged onto another one opens the form that moves it there, filled in: nothing changes before that is
// confirmed. Without this script, and by keyboard, the link beside each unit opens the same form.

const tree = document.querySelector<HTMLElement>("[data-tree]");

function unitOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("li[data-unit]") : null;
}

function begin(root: HTMLElement): void {
  let dragged: HTMLElement | null = null;
  for (const unit of root.querySelectorAll<HTMLElement>("li[data-unit]")) {
    const handle = unit.querySelector<HTMLElement>(":scope > .unit");
    if (handle?.querySelector(".move")) handle.draggable = true;
  }
  const unmark = () => root.querySelectorAll(".drop").forEach((one) => one.classList.remove("drop"));
  /** Never onto itself, nor onto what lies below it. */
  const target = (event: DragEvent) => {
    const over = unitOf(event.target);
    return dragged && over && !dragged.contains(over) ? over : null;
  };
  root.addEventListener("dragstart", (event) => {
    dragged = unitOf(event.target);
    dragged?.classList.add("drag");
    event.dataTransfer?.setData("text/plain", dragged?.dataset["unit"] ?? "");
  });
  root.addEventListener("dragover", (event) => {
    unmark();
    const over = target(event);
    if (!over) return;
    event.preventDefault();
    over.classList.add("drop");
  });
  root.addEventListener("drop", (event) => {
    const over = target(event);
    if (!over || !dragged) return;
    event.preventDefault();
    location.assign(`/units/${dragged.dataset["unit"]}/move?to=${over.dataset["unit"]}`);
  });
  root.addEventListener("dragend", () => {
    unmark();
    dragged?.classList.remove("drag");
    dragged = null;
  });
}

if (tree) begin(tree);
export {};
