import type { Dice } from "@gatehouse/test-drive/random/dice";

const FIRST = [
  "Amara",
  "Bao",
  "Carmen",
  "Dmitri",
  "Elif",
  "Farah",
  "Giulia",
  "Hiro",
  "Ingrid",
  "Joaquín",
  "Keisha",
  "Lars",
  "Mei",
  "Nikhil",
  "Oluwaseun",
  "Priya",
  "Quentin",
  "Rosa",
  "Søren",
  "Thandiwe",
  "Uma",
  "Víctor",
  "Wanjiru",
  "Yusuf",
  "Zofia",
] as const;
const LAST = [
  "Abara",
  "Bergström",
  "Castillo",
  "Dang",
  "Eriksen",
  "Fofanah",
  "García",
  "Haddad",
  "Ivanova",
  "Jensen",
  "Kowalski",
  "Lindqvist",
  "Mbeki",
  "Nakamura",
  "O'Brien",
  "Patel",
  "Quispe",
  "Rossi",
  "Sharma",
  "Tran",
  "Ueda",
  "Vargas",
  "Whitfield",
  "Yilmaz",
  "Zhou",
] as const;
const COMPANY = [
  "Alder",
  "Beacon",
  "Cobalt",
  "Driftwood",
  "Ember",
  "Fjord",
  "Granite",
  "Harbor",
  "Indigo",
  "Juniper",
  "Kestrel",
  "Lantern",
  "Meridian",
  "Northwind",
  "Orchard",
  "Pinecrest",
  "Quarry",
  "Ridgeline",
  "Saffron",
  "Tidewater",
  "Umbra",
  "Vantage",
  "Willow",
  "Zenith",
] as const;
const TRADE = [
  "Analytics",
  "Bank",
  "Budgeting",
  "Capital",
  "Credit Union",
  "Home Loans",
  "Insurance",
  "Lending",
  "Ledger",
  "Mortgage",
  "Payroll",
  "Savings",
  "Tax",
  "Wealth",
] as const;
const FORM = ["Inc.", "LLC", "Ltd", "Corp."] as const;
const PRODUCT = [
  "account check",
  "affordability",
  "balance alerts",
  "budget planner",
  "cash flow report",
  "income check",
  "loan desk",
  "rent history",
  "savings coach",
  "spending insights",
  "tenant screening",
  "year-end tax",
] as const;
const STREET = [
  "Market Street",
  "Elm Avenue",
  "Harbor Road",
  "5th Avenue",
  "Mill Lane",
  "Station Road",
] as const;
type City = readonly [city: string, region: string, postalCode: string];
const CITY: readonly [City, ...City[]] = [
  ["Denver", "CO", "80202"],
  ["Austin", "TX", "78701"],
  ["Portland", "OR", "97204"],
  ["Salt Lake City", "UT", "84101"],
  ["Columbus", "OH", "43215"],
  ["Raleigh", "NC", "27601"],
];

export function personName(dice: Dice): string {
  return `${dice.pick(FIRST)} ${dice.pick(LAST)}`;
}

/** @param nth tells companies of one name apart */
export function companyName(dice: Dice, nth: number): string {
  const name = `${dice.pick(COMPANY)} ${dice.pick(TRADE)}`;
  return nth < COMPANY.length ? `${name} ${dice.pick(FORM)}` : `${name} ${nth} ${dice.pick(FORM)}`;
}

export function productName(dice: Dice): string {
  return dice.pick(PRODUCT);
}

export function addressOf(dice: Dice) {
  const [city, region, postalCode] = dice.pick(CITY);
  return { line1: `${dice.between(1, 980)} ${dice.pick(STREET)}`, city, region, postalCode, country: "US" };
}
