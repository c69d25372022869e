// Every step works without scripts: the demo's sign-in, the to-dos, a matter's page, an act by its form.
import { test } from "./support/city.ts";
import { wholeLoop } from "./support/loop.ts";
import { doFromDesk, expectState, waiting } from "./support/matter.ts";

test.use({ javaScriptEnabled: false });

test("without scripts, staff find a to-do on the desk and carry it out", async ({ enter }) => {
  const staff = await enter("督查室工作人员", "市政府督查室");
  const title = (await waiting(staff, "待交办").getByRole("link").first().textContent()) ?? "";
  await doFromDesk(staff, "待交办", title, "交办", { 牵头单位: "市住建局" });
  await expectState(staff, "待签收");
});

test("without scripts, a matter goes from draft to strike-off", async ({ enter }, { project }) => {
  test.skip(project.name !== "desktop", "the forms are the same ones");
  await wholeLoop(enter, "公交站台无障碍设施改造");
});
