// How people come by their accounts: entered, given a role, taken with a one-time link.
import { Person } from "./person.ts";
import { code } from "./totp.ts";

const password = "Tongxin-Bangdu-2026";

/** Takes an account with its one-time link; the holder is signed in then. */
export async function takeAccount(holder: Person, link: string, account: string): Promise<Person> {
  await holder.open(link);
  await holder.sees(account);
  await holder.fill({ 新密码: password, 再次填写新密码: password });
  await holder.press("设定密码并登录");
  return holder;
}

/** Sets the second factor up, and signs in anew with it. */
export async function setUpSecondFactor(holder: Person, account: string): Promise<void> {
  await holder.open("/account");
  await holder.press("启用二次验证");
  const secret = (await holder.page.locator("p.secret").textContent()) ?? "";
  await holder.fill({ 验证码: code(secret) });
  await holder.press("确认启用");
  await holder.sees("恢复码");
  await holder.signOut();
  await holder.signIn({ name: account, password });
  // Each code serves once: the next one is taken, which a clock a little ahead would show already.
  await holder.fill({ 验证码: code(secret, 1) });
  await holder.press("登录");
}

/** The system administrator enters a person and opens an account; gives the one-time link for its holder. */
export async function openAccount(system: Person, name: string, account: string, unit: string): Promise<string> {
  await system.goTo("人员");
  await system.follow("新增人员");
  await system.fill({ 姓名: name, 所属单位: unit });
  await system.press("保存");
  await system.follow("开立账号");
  await system.fill({ 账号名: account });
  await system.press("开立账号");
  await system.press("发放一次性链接");
  return system.page.getByLabel("一次性链接").inputValue();
}

/** The security administrator grants a role to an account for a unit. */
export async function grantRole(security: Person, account: string, role: string, unit: string): Promise<void> {
  await security.goTo("账号");
  await security.follow(account);
  await security.fill({ 角色: role, 授予单位: unit });
  await security.press("授予角色");
  await security.sees("角色已授予");
}
