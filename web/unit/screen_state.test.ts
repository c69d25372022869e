// A wall screen's updates: only what differs is touched, and nothing is kept.
import { expect, test } from "vitest";
import { after, blank, changes, parse, type Snapshot } from "../src/screen_state.ts";

const told: Snapshot = {
  page: "1",
  texts: { "total.red": "12", "total.green": "40" },
  classes: { "shape.0": "county hot" },
  bars: { "area.0.red": 30 },
};

test("the first update fills every place, the same one again touches none", () => {
  expect(changes(blank, told)).toHaveLength(4);
  expect(changes(told, told)).toEqual([]);
});

test("only what differs is touched", () => {
  const later = { ...told, texts: { ...told.texts, "total.red": "13" }, bars: { "area.0.red": 0 } };
  expect(changes(told, later)).toEqual([
    { kind: "text", key: "total.red", value: "13" },
    { kind: "bar", key: "area.0.red", value: "0" },
  ]);
});

test("what is no update is none", () => {
  for (const text of ["", "督查", "null", "[]", "{}", '{"page":1,"texts":{},"classes":{},"bars":{}}']) expect(parse(text)).toBeUndefined();
  expect(parse(JSON.stringify(told))).toEqual(told);
});

test("panels turn round in both directions", () => {
  expect([after(0, 5), after(4, 5), after(0, 5, -1), after(0, 0)]).toEqual([1, 0, 4, 0]);
});
