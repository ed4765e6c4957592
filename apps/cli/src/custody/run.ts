import type { examine, rotate } from "@gatehouse/server/upkeep/custody";

type Examination = Awaited<ReturnType<typeof examine>>;
type Rotation = Awaited<ReturnType<typeof rotate>>;
type Print = (line: string) => void;

/**
 * `gatehouse custody doctor`: what is where, and that every wrapped value opens.
 *
 * @returns exit code: 0 all is well, 1 something isn't
 */
export async function custodyDoctor(json: boolean, print: Print): Promise<number> {
  const { examine } = await import("@gatehouse/server/upkeep/custody");
  const found = await examine(process.env);
  if (json) print(JSON.stringify(found));
  else for (const line of describe(found)) print(line);
  return found.well ? 0 : 1;
}

/** `gatehouse custody rotate`: a new master key, on a system that runs or not. */
export async function custodyRotate(
  to: "file" | "environment" | "pkcs11" | null,
  print: Print,
): Promise<number> {
  const { rotate } = await import("@gatehouse/server/upkeep/custody");
  const last = await rotate(process.env, to, (rotation) => {
    for (const line of describeStep(rotation)) print(line);
  });
  return last.step === "stuck" ? 1 : 0;
}

/** `gatehouse custody withdraw`: takes back a key that was only announced. */
export async function custodyWithdraw(print: Print): Promise<number> {
  const { withdraw } = await import("@gatehouse/server/upkeep/custody");
  print(`master key ${await withdraw(process.env)} is withdrawn: nothing was ever wrapped under it`);
  return 0;
}

const STATES: Readonly<Record<string, string>> = {
  announced: "announced, not in use before every gateway has it",
  current: "current: new values are wrapped under it",
  previous: "previous: a rotation from it is under way",
  retired: "retired: only backups from before need it",
  unused: "never used here",
};

function describe(examination: Examination): string[] {
  const { keys, holders, away, unopened, authorities, warnings, well } = examination;
  return [
    "Master keys",
    ...keys.map(
      (key) =>
        `  ${key.fingerprint}  ${String(key.values).padStart(7)} values  ${key.place ?? "NOWHERE TO BE FOUND"}\n    ${STATES[key.state]}`,
    ),
    "Wrapped values",
    ...holders.map(({ name, values }) => `  ${name.padEnd(36)} ${String(values).padStart(7)}`),
    "Issuing authorities",
    ...authorities.map(
      ({ generation, notAfter, inToken, issuing }) =>
        `  generation ${generation}  until ${notAfter.slice(0, 10)}${inToken ? "  in the token" : ""}${issuing ? "  issues" : ""}`,
    ),
    ...warnings.map((warning) => `WARNING: ${warning}`),
    ...away.map((reason) => `AWAY: ${reason}`),
    ...unopened.map(({ holder, id, reason }) => `DOESN'T OPEN: ${holder} ${id}: ${reason}`),
    well ? "Every wrapped value opens." : "Not all is well: see above.",
  ];
}

function describeStep(rotation: Rotation): string[] {
  switch (rotation.step) {
    case "none":
      return ["The rotation is done."];
    case "not-at-hand":
      return [`Master key ${rotation.to} isn't where it was made: put it back. Nothing needs it alone.`];
    case "announced":
      return [
        `Master key ${rotation.to} is announced; waiting for ${rotation.lacking.join(", ")} to have it at hand.`,
      ];
    case "rewrapped":
      return rotation.behind.length === 0
        ? [`Every value is under master key ${rotation.to}; once more for what was being written meanwhile.`]
        : [
            `Every value is under master key ${rotation.to}; waiting for ${rotation.behind.join(", ")} to know them.`,
          ];
    case "retired":
      return [
        `Master key ${rotation.to} is current, every value opens under it, and ${rotation.from} is retired.`,
        "Keep the retired one as long as you keep backups from before.",
      ];
    case "stuck":
      return [
        `Values that don't open keep master key ${rotation.from} from being retired. Nothing is lost:`,
        ...rotation.unopened.map(({ holder, id, reason }) => `  ${holder} ${id}: ${reason}`),
      ];
  }
}
