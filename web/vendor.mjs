// Puts the scripts that pages use into app/assets/vendor, where the build embeds them: others' copied from
// node_modules, ours compiled from src.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "app", "assets", "vendor");
const files = [
  "htmx.org/dist/htmx.min.js",
  "swagger-ui-dist/swagger-ui-bundle.js",
  "swagger-ui-dist/swagger-ui.css",
];

mkdirSync(target, { recursive: true });
for (const file of files) {
  copyFileSync(join(here, "node_modules", file), join(target, file.split("/").pop()));
}
execFileSync(join(here, "node_modules", ".bin", "tsc"), ["-p", join(here, "tsconfig.islands.json")], { stdio: "inherit" });
