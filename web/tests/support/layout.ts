// What can be seen of a page's layout without eyes: text that is cut off, text that lies over other text, a page wider
// than its screen.
import type { Page } from "@playwright/test";

/** One line for each fault. */
export function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > window.innerWidth) faults.push(`wider than the screen: ${root.scrollWidth}`);

    /** Elements that hold words of their own and are there to be read. */
    const readable = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? "").trim() !== "");
      if (!own || element.closest(".visually-hidden, svg, select, textarea, dialog:not([open]), thead")) return false;
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) return false;
      return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
    });
    const named = (element: Element) => `<${element.tagName.toLowerCase()} class="${element.className}"> ${(element.textContent ?? "").trim().slice(0, 24)}`;

    for (const element of readable) {
      const style = getComputedStyle(element);
      const hides = (way: string) => way === "hidden" || way === "clip";
      // A clamped text says so by its ellipsis and is there in full behind its link.
      const clamped = style.webkitLineClamp !== "none" || style.textOverflow === "ellipsis";
      if (clamped) continue;
      if (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1) faults.push(`cut: ${named(element)}`);
      if (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1) faults.push(`cut: ${named(element)}`);
    }

    // Lines of text that lie over each other. What floats above the page on purpose is left out.
    const floating = (element: Element) => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const { position } = getComputedStyle(at);
        if (position === "fixed" || position === "sticky" || position === "absolute") return true;
      }
      return false;
    };
    /** What is in sight of a line, of whatever scrolls or clips it. */
    const inSight = (box: DOMRect, element: Element): DOMRect | null => {
      let { left, right, top, bottom } = box;
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        if (overflowX === "visible" && overflowY === "visible") continue;
        const frame = at.getBoundingClientRect();
        const middle = (top + bottom) / 2;
        if (middle < frame.top || middle > frame.bottom) return null;
        [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
      }
      return right - left > 2 && bottom - top > 2 ? new DOMRect(left, top, right - left, bottom - top) : null;
    };
    const lines: { box: DOMRect; element: HTMLElement }[] = [];
    for (const element of readable.filter((element) => !floating(element))) {
      for (const node of element.childNodes) {
        if (node.nodeType !== 3 || (node.textContent ?? "").trim() === "") continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const whole of range.getClientRects()) {
          const box = inSight(whole, element);
          if (box) lines.push({ box, element });
        }
      }
    }
    lines.sort((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < lines.length; i++) {
      const one = lines[i]!;
      for (let j = i + 1; j < lines.length && lines[j]!.box.top < one.box.bottom; j++) {
        const other = lines[j]!;
        // What a clamp hides is still laid out, beneath its own last line.
        if (one.element === other.element) continue;
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Line boxes are higher than their glyphs: neighbours may touch.
        if (wide > 3 && high > Math.min(one.box.height, other.box.height) / 2) {
          faults.push(`over each other: ${named(one.element)} / ${named(other.element)}`);
        }
      }
    }
    return [...new Set(faults)];
  });
}
