// The same loop without a pointer: everything is reached by Tab and done by Enter, Space and arrows.
import { test } from "./support/city.ts";
import { wholeLoop } from "./support/loop.ts";

test.use({ hands: "keys" });

test("by the keyboard alone a matter goes from draft to strike-off", async ({ enter }, { project }) => {
  test.skip(project.name !== "desktop", "a phone has no keyboard");
  await wholeLoop(enter, "两所学校周边道路标线更新");
});
