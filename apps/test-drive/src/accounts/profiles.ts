/** What kinds of account a profile may have, in the API's words. */
export type AccountType = "checking" | "savings" | "creditCard" | "mortgage" | "loan" | "investment" | "401k";

export interface AccountPlan {
  readonly type: AccountType;
  readonly name: string;
  /** Cents at the first day of the history; what is owed is negative. */
  readonly opening: number;
}

export interface Profile {
  readonly logIn: string;
  /** Cents a paycheck. */
  readonly pay: number;
  /** Days of the month it is paid; from 29 on, the month's last day. */
  readonly payDays: readonly number[];
  /** Cents a month; 0 where a mortgage is paid instead. */
  readonly rent: number;
  /** How many purchases a week, about. */
  readonly purchases: number;
  readonly accounts: readonly [AccountPlan, ...AccountPlan[]];
}

const account = (type: AccountType, name: string, opening: number): AccountPlan => ({ type, name, opening });
const checking = (opening: number) => account("checking", "Checking", opening);
const savings = (opening: number) => account("savings", "Savings", opening);
const card = (opening: number) => account("creditCard", "Credit Card", opening);
const mortgage = (opening: number) => account("mortgage", "Mortgage", opening);

/** The log-ins of FinBank Profiles - A that Test Drive knows; a profile's user name is its password. */
export const PROFILES: readonly Profile[] = [
  profile("profile_01", 148_000, [1, 15], 82_500, 9, [checking(61_200)]),
  profile("profile_02", 214_000, [15, 31], 119_500, 9, [checking(184_310), savings(420_000)]),
  profile("profile_03", 263_500, [15, 31], 138_000, 12, [checking(241_655), savings(910_000), card(-48_210)]),
  profile("profile_04", 318_000, [1, 15], 0, 14, [
    checking(312_070),
    savings(1_250_000),
    card(-93_400),
    mortgage(-24_800_000),
  ]),
  profile("profile_05", 402_500, [15, 31], 0, 16, [
    checking(508_125),
    savings(2_600_000),
    card(-121_600),
    mortgage(-36_500_000),
    account("investment", "Brokerage", 4_150_000),
    account("401k", "401(k)", 7_200_000),
  ]),
  profile("profile_06", 231_000, [5, 20], 124_000, 13, [
    checking(150_400),
    card(-61_900),
    account("loan", "Auto Loan", -1_840_000),
  ]),
  profile("profile_07", 520_000, [31], 145_000, 11, [
    checking(205_500),
    savings(380_000),
    account("401k", "401(k)", 2_450_000),
  ]),
];

/** The profile of a user name and password, or null where they are not one. */
export function profileOf(logIn: string, password: string): Profile | null {
  return logIn === password ? (PROFILES.find((known) => known.logIn === logIn) ?? null) : null;
}

/** @throws where the stored name of a profile is no longer known */
export function profileNamed(logIn: string): Profile {
  const known = PROFILES.find((candidate) => candidate.logIn === logIn);
  if (known === undefined) throw new Error(`no profile ${logIn}`);
  return known;
}

function profile(
  logIn: string,
  pay: number,
  payDays: readonly number[],
  rent: number,
  purchases: number,
  accounts: Profile["accounts"],
): Profile {
  return { logIn, pay, payDays, rent, purchases, accounts };
}
