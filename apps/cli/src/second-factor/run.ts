/** `gatehouse second-factor reset`: the way back for whoever has lost theirs and has no administrator to ask. */
export async function runResetSecondFactor(
  what: { readonly email: string; readonly reason: string },
  print: (line: string) => void,
): Promise<void> {
  const { resetSecondFactor } = await import("@gatehouse/server/upkeep/second-factor");
  const { name, email } = await resetSecondFactor(process.env, what);
  print(
    `App, recovery codes and passkeys are off the account of ${name} (${email}), and its sessions have ended.`,
  );
  print("The password opens it now: log in and add a new second factor on the page of the account.");
}
