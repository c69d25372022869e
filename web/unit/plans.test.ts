// The chart of projects: what it draws of which rows.
import { expect, test } from "vitest";
import { MOST, options, shortened, shown, type Look, type Project } from "../charts/plans.ts";

const look: Look = { planned: "计划进度", actual: "实际进度", ink: "#111", soft: "#555", line: "#ddd", lights: { red: "#b3261e" }, words: { red: "实际进度（红灯）" }, font: "sans" };
const project = (name: string, planned: number, actual: number, light = "red"): Project => ({ name, href: "/matters/1", planned, actual, light });

test("each project has a bar in its light's colour and a stroke where the plan stands", () => {
  const { series, yAxis } = options([project("教学楼", 78, 40), project("滨江路", 120, 130, "blue")], look, false) as any;
  expect(yAxis.data).toEqual(["教学楼", "滨江路"]);
  expect(series.map(({ name, itemStyle }: any) => [name, itemStyle.color])).toEqual([
    ["实际进度（红灯）", "#b3261e"],
    ["实际进度", "#555"],
    ["计划进度", "#111"],
  ]);
  expect(series[0].data).toEqual([40, null]);
  expect(series[1].data).toEqual([null, 100]);
  expect(series[2].data).toEqual([
    [78, 0],
    [100, 1],
  ]);
});

test("the legend names each colour that a bar has", () => {
  const { legend, series } = options([project("教学楼", 78, 40)], look, false) as any;
  const names = legend.data.map(({ name }: { name: string }) => name);
  expect(names).toEqual(["实际进度（红灯）", "计划进度"]);
  expect(series.map(({ name }: { name: string }) => name)).toEqual(names);
});

test("more than can be read is left to the table", () => {
  const many = Array.from({ length: MOST + 5 }, (_, n) => project(String(n), 50, 10));
  expect(shown(many)).toHaveLength(MOST);
});

test("long names are cut by letters, not by bytes", () => {
  expect(shortened("惠安县实验小学教学楼", 7)).toBe("惠安县实验小…");
  expect(shortened("教学楼", 7)).toBe("教学楼");
});
