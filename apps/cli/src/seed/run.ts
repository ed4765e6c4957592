const EVERY_MS = 2_000;

/** `gatehouse seed`: made-up partners with everything they could have done in a year. */
export async function runSeed(
  what: { readonly partners: number; readonly word: string },
  print: (line: string) => void,
): Promise<void> {
  const { seed } = await import("@gatehouse/server/upkeep/seed");
  let told = Date.now();
  const made = await seed(process.env, what, (done, of) => {
    if (Date.now() - told < EVERY_MS) return;
    told = Date.now();
    print(`  ${Math.floor((100 * done) / of)} % of ${of} steps`);
  });
  print(
    `${made.partners} partners with ${made.projects} projects are there, with keys and requests in every state.`,
  );
  print(`Log in with the password ${made.password} as`);
  for (const email of made.operators) print(`  ${email}  (operator)`);
  print(`  ${made.example}  (partner)`);
}
