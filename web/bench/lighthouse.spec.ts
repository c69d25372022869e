// How fast Lighthouse finds desk, ledger and a matter's page: printed beside the target, never a test.
import { test } from "../tests/support/city.ts";
import { audit, mainPages } from "../tests/support/lighthouse.ts";

test("performance", async ({ city }) => {
  const account = city.account("督查室工作人员", "市政府督查室");
  const scores = await audit(city.server.url, account, ["performance"], mainPages);
  console.log("\n# Lighthouse, performance (target 95)");
  for (const { path, points, lost } of scores) {
    console.log(`${String(points["performance"]).padStart(4)}  ${path}${lost.length ? `  (${lost.join("; ")})` : ""}`);
  }
});
