// One matter from draft to strike-off, through the hands of six people.
import { test } from "./support/city.ts";
import { wholeLoop } from "./support/loop.ts";

test("a matter goes from draft to strike-off through six people's hands", async ({ enter }, { project }) => {
  await wholeLoop(enter, `滨海大道两侧积水点整治（${project.name}）`);
});
