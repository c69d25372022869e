// The READMEs' pictures, for `make pictures`.
import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";
import type { CityOptions } from "./tests/support/city.ts";

const use = { ...config.use, viewport: { width: 1440, height: 900 }, citySize: "whole" as const };

export default defineConfig<{}, CityOptions>({ ...config, testDir: "pictures", projects: [{ name: "pictures", use }] });
