// Copies the scripts that pages use from node_modules to app/assets/vendor, where the build embeds them.
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
