import { invalidParameter } from "../http/api-error.ts";
import type { PageRequest } from "../http/read-query.ts";

/** The products an institution may be certified for; each is a field of the institution. */
export const PRODUCTS = [
  "transAgg",
  "ach",
  "stateAgg",
  "voi",
  "voa",
  "aha",
  "availBalance",
  "accountOwner",
] as const;

export type Product = (typeof PRODUCTS)[number];

export interface Institution {
  readonly id: number;
  readonly name: string;
  readonly products: ReadonlySet<Product>;
  readonly accountTypes: string;
  readonly phone: string;
  readonly homePage: string;
  readonly place: readonly [city: string, state: string, postalCode: string, timeZone: string];
  readonly street: string;
  readonly color: string;
}

export interface InstitutionFilter {
  readonly search: string | undefined;
  readonly product: Product | undefined;
  readonly countries: string | undefined;
}

/** @throws {ApiError} 10100 when `type` is not a product */
export function asProduct(type: string | undefined): Product | undefined {
  if (type === undefined) return undefined;
  const product = PRODUCTS.find((name) => name.toLowerCase() === type.toLowerCase());
  if (product === undefined) throw invalidParameter("type");
  return product;
}

/** `*` or two-letter countries with commas between (@throws {ApiError} 10100). */
export function asCountries(value: string | undefined): string | undefined {
  if (value !== undefined && !/^(\*|[a-zA-Z]{2}(,[a-zA-Z]{2})*)$/.test(value)) {
    throw invalidParameter("supportedCountries");
  }
  return value;
}

/** Every word of the search must be in the name, in any order and case. All institutions are in the United States. */
export function filterInstitutions(all: readonly Institution[], filter: InstitutionFilter): Institution[] {
  const { search, product, countries } = filter;
  const words = (search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const inReach =
    countries === undefined || countries === "*" || countries.toLowerCase().split(",").includes("us");
  if (!inReach) return [];
  return all.filter((institution) => {
    const name = institution.name.toLowerCase();
    return (
      words.every((word) => name.includes(word)) &&
      (product === undefined || institution.products.has(product))
    );
  });
}

/** Of institutions `start` counts pages, not records, as published. */
export function pageOf<T>(found: readonly T[], page: PageRequest): readonly T[] {
  const first = (page.start - 1) * page.limit;
  return found.slice(first, first + page.limit);
}
