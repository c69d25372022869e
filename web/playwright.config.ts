// Browser tests: the real program, Debian's Chromium, a desktop and a phone. Screenshots for a person to
// look at are written to target/screenshots.
import { execFileSync } from "node:child_process";
import { defineConfig } from "@playwright/test";

function chromium(): string {
  try {
    return execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  } catch {
    throw new Error("Chromium is missing: run make setup");
  }
}

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "tests",
  outputDir: "../target/browser",
  reporter: "list",
  forbidOnly: true,
  retries: 0,
  workers: 1,
  // A story signs half a dozen people in, and passwords are slow to check by design.
  timeout: 900_000,
  expect: { timeout: 20_000 },
  use: {
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      executablePath: chromium(),
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...(isRoot ? ["--no-sandbox"] : []),
      ],
    },
  },
  projects: [
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
    { name: "phone", use: { viewport: { width: 390, height: 844 }, hasTouch: true } },
  ],
});
