import { Problem } from "../problems/problem.ts";
import { checkPassword, type PasswordOwner } from "./password-rules.ts";

/** @throws {Problem} password-too-weak, with what to change */
export function requireGoodPassword(password: string, owner: PasswordOwner, pointer = "/password"): void {
  const detail = checkPassword(password, owner);
  if (detail !== null) throw new Problem("password-too-weak", detail, { fields: [{ pointer, detail }] });
}
