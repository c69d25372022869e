// Lighthouse on desk, ledger and a matter's page. What depends on the machine's speed stands in `make bench`.
import { expect } from "@playwright/test";
import { test } from "./support/city.ts";
import { audit, mainPages } from "./support/lighthouse.ts";

test("Lighthouse finds desk, ledger and matter page accessible and well made", async ({ city }, { project }) => {
  test.skip(project.name !== "desktop", "it sets its own screen");
  const account = city.account("督查室工作人员", "市政府督查室");
  const scores = await audit(city.server.url, account, ["accessibility", "best-practices"], mainPages);
  for (const { path, points, lost } of scores) {
    for (const category of ["accessibility", "best-practices"]) {
      expect(points[category], `${category} of ${path}: ${lost.join("; ")}`).toBeGreaterThanOrEqual(95);
    }
  }
});
