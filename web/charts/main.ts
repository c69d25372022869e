// Charts on pages that need them (Apache ECharts, drawn as SVG). Each is drawn from the table that it stands above.
import { BarChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { options, type Look, type Project } from "./plans.ts";

use([BarChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

/** Draws the chart that belongs in this place. */
export function draw(place: HTMLElement): void {
  const projects = read(document.getElementById(place.dataset["of"] ?? ""));
  if (projects.length === 0) return;
  // The page has kept the room free, and the table says it to those who can't see it.
  place.classList.add("drawn");
  const chart = init(place, null, { renderer: "svg" });
  const show = (): void => chart.setOption(options(projects, look(place), place.clientWidth < 560), true);
  show();
  new ResizeObserver(() => {
    chart.resize();
    show();
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  chart.on("click", ({ dataIndex }) => {
    const href = projects[dataIndex]?.href;
    if (href) location.assign(href);
  });
}

function read(table: HTMLElement | null): Project[] {
  const rows = [...(table?.querySelectorAll<HTMLElement>("tr[data-name]") ?? [])];
  return rows.map(({ dataset }) => ({
    name: dataset["name"] ?? "",
    href: dataset["href"] ?? "",
    planned: Number(dataset["planned"]),
    actual: Number(dataset["actual"]),
    light: dataset["light"] ?? "",
  }));
}

function look(place: HTMLElement): Look {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    planned: place.dataset["planned"] ?? "",
    actual: place.dataset["actual"] ?? "",
    ink: token("ink"),
    soft: token("ink-soft"),
    line: token("line"),
    lights: { red: token("red"), yellow: token("yellow"), green: token("green"), grey: token("grey") },
    words: Object.fromEntries(["red", "yellow", "green", "grey"].map((light) => [light, place.dataset[light] ?? ""])),
    font: token("sans"),
  };
}
