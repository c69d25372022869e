// What a wall screen does with an update, without a browser: which texts, classes and lengths differ from what is
// shown, and which panel comes next. A screen keeps one snapshot and never more.

/** What the server tells: what stands in which place. */
export interface Snapshot {
  /** The program's version. */
  page: string;
  texts: Record<string, string>;
  classes: Record<string, string>;
  bars: Record<string, number>;
}

/** One place that changes. */
export interface Change {
  kind: "text" | "class" | "bar";
  key: string;
  value: string;
}

/** A screen that shows nothing yet. */
export const blank: Snapshot = { page: "", texts: {}, classes: {}, bars: {} };

/** Reads an update; none where it isn't one. */
export function parse(text: string): Snapshot | undefined {
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told !== "object" || told === null) return undefined;
    const { page, texts, classes, bars } = told as Partial<Snapshot>;
    return typeof page === "string" && texts && classes && bars ? { page, texts, classes, bars } : undefined;
  } catch {
    return undefined;
  }
}

/** What differs between two snapshots. Places that the later one doesn't name stay as they are. */
export function changes(shown: Snapshot, told: Snapshot): Change[] {
  return [
    ...differing("text", shown.texts, told.texts),
    ...differing("class", shown.classes, told.classes),
    ...differing("bar", shown.bars, told.bars),
  ];
}

function differing(kind: Change["kind"], shown: Record<string, string | number>, told: Record<string, string | number>): Change[] {
  return Object.entries(told)
    .filter(([key, value]) => shown[key] !== value)
    .map(([key, value]) => ({ kind, key, value: String(value) }));
}

/** The panel after this one; the first follows on the last. */
export function after(panel: number, panels: number, step: 1 | -1 = 1): number {
  return panels > 0 ? (panel + step + panels) % panels : 0;
}
