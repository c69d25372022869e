// The pictures that the READMEs show, of the demo city: `make pictures` writes them to docs/pictures.
import { join, resolve } from "node:path";
import { test } from "../tests/support/city.ts";
import type { Person } from "../tests/support/person.ts";

const folder = resolve(import.meta.dirname, "../../docs/pictures");

function take(person: Person, name: string): Promise<Buffer> {
  return person.page.screenshot({ path: join(folder, `${name}.png`) });
}

test("desk, ledger, matter, war map", async ({ enter }) => {
  const staff = await enter("督查室工作人员", "市政府督查室");
  await staff.goTo("工作台");
  await take(staff, "desk");
  await staff.goTo("督查事项");
  await take(staff, "ledger");
  await staff.open("/matters?light=red&unit=市住建局");
  await staff.followFirst(staff.page.locator("th.title a"));
  await take(staff, "matter");
  await staff.goTo("挂图作战");
  await take(staff, "war-map");
});
