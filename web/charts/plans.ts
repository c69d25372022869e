// The plan of projects as bars: how far each one is, and how far it should be. Pure: from rows to options.
import type { EChartsCoreOption } from "echarts/core";

/** A project as its row in the table has it. */
export interface Project {
  name: string;
  href: string;
  planned: number;
  actual: number;
  light: string;
}

/** Words and colours of the page. */
export interface Look {
  planned: string;
  actual: string;
  ink: string;
  soft: string;
  line: string;
  lights: Record<string, string>;
  /** What a bar of each light's colour means. */
  words: Record<string, string>;
  font: string;
}

/** More than these can't be read in one chart; the table has the rest. */
export const MOST = 30;

/** The upright by which the plan is marked. */
const STROKE = "path://M5 0h2v12H5z";

/** The rows that a chart shows: the first of the table, which has the worst above. */
export function shown(projects: Project[]): Project[] {
  return projects.slice(0, MOST);
}

/** A name that fits beside a bar. */
export function shortened(name: string, most: number): string {
  const letters = [...name];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : name;
}

/** Bars of the actual share, with a stroke where the plan stands. */
export function options(projects: Project[], look: Look, narrow: boolean): EChartsCoreOption {
  const rows = shown(projects);
  const lights = [...new Set(rows.map(({ light }) => light))];
  // One series for each light that there is, so that the legend shows the colours that the bars have.
  const bars = lights.map((light) => ({
    name: look.words[light] ?? look.actual,
    type: "bar",
    stack: "actual",
    barMaxWidth: 16,
    itemStyle: { color: look.lights[light] ?? look.soft },
    data: rows.map((row) => (row.light === light ? Math.min(row.actual, 100) : null)),
  }));
  const text = { color: look.ink, fontFamily: look.font, fontSize: 13 };
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: text,
    grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
    legend: {
      data: [...bars.map((bar) => ({ name: bar.name, icon: "rect" })), { name: look.planned, icon: STROKE }],
      top: 4,
      textStyle: text,
      selectedMode: false,
    },
    xAxis: {
      type: "value",
      min: 0,
      max: 100,
      axisLabel: { formatter: "{value}%", color: look.soft },
      splitLine: { lineStyle: { color: look.line } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.ink, formatter: (name: string) => shortened(name, narrow ? 7 : 26) },
    },
    series: [
      ...bars,
      {
        name: look.planned,
        type: "scatter",
        symbol: "rect",
        symbolSize: [3, 20],
        itemStyle: { color: look.ink },
        data: rows.map(({ planned }, n) => [Math.min(planned, 100), n]),
      },
    ],
  };
}
