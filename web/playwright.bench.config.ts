// Measurements in the browser, for `make bench`.
import config from "./playwright.config.ts";

export default { ...config, testDir: "bench", projects: [{ name: "desktop" }] };
