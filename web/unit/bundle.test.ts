// What the charts weigh when they are sent.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const bundle = new URL("../../app/assets/vendor/charts.js", import.meta.url);

test("the charts' bundle is at most 260 kB compressed", () => {
  expect(existsSync(bundle), "run node vendor.mjs").toBe(true);
  expect(gzipSync(readFileSync(bundle)).length).toBeLessThanOrEqual(260_000);
});
