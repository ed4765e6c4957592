import { diceOf } from "../random/dice.ts";
import { FIRST_WORDS, KINDS, PLACES } from "./names.ts";
import { type Institution, PRODUCTS, type Product } from "./rules.ts";

/** The institution whose log-in form takes the profiles. */
export const FINBANK_PROFILES_A = 102105;

/** FinBank and its kin. Only the number of Profiles - A is one that partners' tests rely on. */
const FINBANK_FAMILY: readonly (readonly [id: number, name: string])[] = [
  [101732, "FinBank"],
  [FINBANK_PROFILES_A, "FinBank Profiles - A"],
  [102168, "FinBank Profiles - B"],
  [102224, "FinBank OAuth"],
];

/** All institutions of a seed, by number: the FinBank family and some three hundred invented ones. */
export function generateInstitutions(seed: string): readonly Institution[] {
  const family = FINBANK_FAMILY.map(([id, name]) =>
    describe(seed, id, name, "Banking", new Set<Product>(PRODUCTS)),
  );
  const invented = FIRST_WORDS.flatMap((word, row) =>
    KINDS.map(({ suffix, accountTypes }, column) => {
      const id = 200_000 + row * 97 + column * 13;
      const dice = diceOf(seed, "products", id);
      const products = new Set<Product>(
        PRODUCTS.filter((product) => product === "transAgg" || dice.chance(70)),
      );
      return describe(seed, id, `${word} ${suffix}`, accountTypes, products);
    }),
  );
  return [...family, ...invented];
}

function describe(
  seed: string,
  id: number,
  name: string,
  accountTypes: string,
  products: ReadonlySet<Product>,
): Institution {
  const dice = diceOf(seed, "institution", id);
  const color = dice.between(0, 0xffffff).toString(16).padStart(6, "0").toUpperCase();
  return {
    id,
    name,
    products,
    accountTypes,
    // 555-01xx is kept free for invented numbers, ".example" for invented hosts (RFC 2606).
    phone: `800-555-01${String(dice.between(0, 99)).padStart(2, "0")}`,
    homePage: `https://${name.toLowerCase().replace(/[^a-z]+/g, "-")}.example`,
    place: dice.pick(PLACES),
    street: `${dice.between(1, 990)} Main Street`,
    color: `#${color}`,
  };
}
